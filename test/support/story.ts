import type { Definition } from '../../orchestrator/definition/definition.ts';
import { decide } from '../../orchestrator/evaluation/decide.ts';
import { allReleases } from '../../orchestrator/pipeline/release-history.ts';
import { can, type ReleaseAction } from '../../orchestrator/pipeline/can.ts';
import type { Context } from '../../orchestrator/pipeline/context.ts';
import type { UnstampedEvent } from '../../orchestrator/pipeline/event.ts';
import type { Verdict } from '../../orchestrator/pipeline/refusal.ts';
import type { ReleaseEvent } from '../../orchestrator/pipeline/transitions/act-on-release.ts';
import { waitingFor, type Wait } from '../../orchestrator/pipeline/waiting.ts';
import { reduce, type Reduction } from '../../orchestrator/pipeline/reduce.ts';
import { currentPhase } from '../../orchestrator/pipeline/release.ts';
import {
  initialState,
  type PipelineState,
  type Release,
} from '../../orchestrator/pipeline/state.ts';

const BY = { actor: 'alice', reason: null };

/** A history told step by step against the reducer; a refused step throws unless it is expected. */
export interface Story {
  state(): PipelineState;
  release(): Release;
  at(ms: number): Story;
  /** Submits and expects acceptance. */
  does(event: UnstampedEvent): Story;
  /** Submits and gives the answer, whatever it is; a refusal leaves the story where it was. */
  tries(event: UnstampedEvent): Reduction;
  changes(color: string): Story;
  acts(type: ReleaseEvent['type']): Story;
  /** What the active release waits for now. */
  wait(): Wait | null;
  /** What would be said to anyone who wants to do that now. */
  can(action: ReleaseAction, actor?: string): Verdict;
  /** Colour of each region, in the definition's order. */
  colors(): string[];
}

export function tell(definition: Definition): Story {
  let present: Context = { definition, state: initialState(definition) };
  let atMs = 1_000;
  const story: Story = {
    state: () => present.state,
    release: () => allReleases(present.state).at(-1)!,
    at: (ms) => {
      atMs = 1_000 + ms;
      return story;
    },
    tries: (event) => {
      const reduction = reduce(present.definition, present.state, { ...event, atMs });
      if (reduction.accepted) present = reduction;
      return reduction;
    },
    does: (event) => {
      const reduction = story.tries(event);
      if (!reduction.accepted) throw new Error(`refused: ${reduction.code} ${reduction.reason}`);
      return story;
    },
    changes: (color) =>
      story.does({
        type: 'config-changed',
        config: 'colorteller',
        change: { defaultValue: { color } },
        ...BY,
      }),
    acts: (type) => {
      const release = story.release();
      const phase = currentPhase(release)?.id ?? '';
      return story.does(
        type === 'release-aborted' || type === 'release-rolled-out'
          ? { type, release: release.id, ...BY }
          : { type, release: release.id, phase, ...BY },
      );
    },
    wait: () => waitingFor(present, story.release(), atMs),
    can: (action, actor = 'alice') => can(present, story.release(), { action, atMs, actor }),
    colors: () =>
      present.definition.regions.map((region) => {
        const value = decide(present.state, 'colorteller', region)?.defaultValue;
        return typeof value === 'object' ? String(value['color']) : '';
      }),
  };
  return story;
}

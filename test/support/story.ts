import type { Definition } from '../../orchestrator/definition/definition.ts';
import { decide } from '../../orchestrator/evaluation/decide.ts';
import type { PersonEvent, UnstampedEvent } from '../../orchestrator/pipeline/event.ts';
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
  acts(type: Exclude<PersonEvent['type'], 'config-changed'>): Story;
  /** Colour of each region, in the definition's order. */
  colors(): string[];
}

export function tell(definition: Definition): Story {
  let state = initialState(definition);
  let atMs = 1_000;
  const story: Story = {
    state: () => state,
    release: () => Object.values(state.releases).at(-1)!,
    at: (ms) => {
      atMs = 1_000 + ms;
      return story;
    },
    tries: (event) => {
      const reduction = reduce(definition, state, { ...event, atMs });
      if (reduction.accepted) state = reduction.state;
      return reduction;
    },
    does: (event) => {
      const reduction = story.tries(event);
      if (!reduction.accepted) throw new Error(`refused: ${reduction.code} ${reduction.reason}`);
      return story;
    },
    changes: (color) =>
      story.does({ type: 'config-changed', config: 'colorteller', value: { color }, ...BY }),
    acts: (type) => {
      const release = story.release();
      const phase = currentPhase(release)?.id ?? '';
      return story.does(
        type === 'release-aborted' || type === 'release-rolled-out'
          ? { type, release: release.id, ...BY }
          : { type, release: release.id, phase, ...BY },
      );
    },
    colors: () =>
      definition.regions.map((region) =>
        String(decide(state, 'colorteller', region)?.value['color']),
      ),
  };
  return story;
}

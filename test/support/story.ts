import type { Definition } from '../../orchestrator/core/definition/definition.ts';
import { decide } from '../../orchestrator/core/evaluation/decide.ts';
import { latestReleases } from '../../orchestrator/core/pipeline/release-history.ts';
import { can, type ReleaseAction } from '../../orchestrator/core/pipeline/can.ts';
import type { PipelineEvent, UnstampedEvent } from '../../orchestrator/core/pipeline/event.ts';
import type { Verdict, Wait, HoldScope } from '../../orchestrator/core/pipeline/records.ts';
import type { ReleaseEvent } from '../../orchestrator/core/pipeline/transitions/act-on-release.ts';
import { waitingFor } from '../../orchestrator/core/pipeline/waiting.ts';
import { reduce, type Reduction } from '../../orchestrator/core/pipeline/reduce.ts';
import {
  currentPhase,
  releaseStatus,
  type ReleaseStatus,
} from '../../orchestrator/core/pipeline/release.ts';
import {
  initialState,
  type PipelineState,
  type Release,
  type Context,
} from '../../orchestrator/core/pipeline/state.ts';
import { nextWakeUpMs } from '../../orchestrator/core/pipeline/advance.ts';
import { BY_ALICE } from './actors.ts';

/** A history that is built step by step with the reducer; a refused step throws unless it is expected. */
export interface Story {
  state(): PipelineState;
  release(): Release;
  at(ms: number): Story;
  /** Submits and expects acceptance. */
  does(event: UnstampedEvent): Story;
  /** Submits and returns the answer; a refusal leaves the story as it was. */
  tries(event: UnstampedEvent): Reduction;
  changes(color: string, config?: string): Story;
  /** The change that {@link changes} submits, to be tried or altered. */
  change(color: string, config?: string): ConfigChanged;
  approves(actor: string): Story;
  holds(scope: HoldScope): Story;
  lifts(scope: HoldScope): Story;
  rollsBack(release: string, config?: string): Story;
  /** The workspace file changes. */
  redefines(definition: Definition): Story;
  /** The same, and returns the answer. */
  triesToRedefine(definition: Definition): Reduction;
  /** Time passes until then. */
  passes(ms: number): Story;
  status(): ReleaseStatus;
  /** When time alone would next change something, from the beginning of the story; undefined: never. */
  wakesAt(): number | undefined;
  acts(type: ReleaseEvent['type']): Story;
  /** What the active release waits for now. */
  wait(): Wait | null;
  /** Whether the actor may do that now. */
  can(action: ReleaseAction, actor?: string): Verdict;
  /** Colour of each region, in the definition's order. */
  colors(config?: string): string[];
  /** Everything accepted so far. */
  log(): readonly PipelineEvent[];
  definition(): Definition;
}

/** The time at which every story begins. */
const STORY_START_MS = 1_000;

type ConfigChanged = Extract<UnstampedEvent, { type: 'config-changed' }>;

export function startStory(definition: Definition, startMs = STORY_START_MS): Story {
  let present: Context = { definition, state: initialState(definition) };
  let atMs = startMs;
  const log: PipelineEvent[] = [];
  const redefinition = (next: Definition) =>
    ({ type: 'definition-changed', definition: next, ...BY_ALICE }) as const;
  const story: Story = {
    state: () => present.state,
    release: () => latestReleases(present.state).at(-1)!,
    at: (ms) => {
      atMs = startMs + ms;
      return story;
    },
    tries: (event) => {
      const stamped = { ...event, atMs };
      const reduction = reduce(present.definition, present.state, stamped);
      if (reduction.accepted) {
        present = reduction;
        log.push(stamped);
      }
      return reduction;
    },
    does: (event) => {
      const reduction = story.tries(event);
      if (!reduction.accepted) throw new Error(`refused: ${reduction.code} ${reduction.reason}`);
      return story;
    },
    changes: (color, config) => story.does(story.change(color, config)),
    change: (color, config = 'colorteller') => ({
      type: 'config-changed',
      config,
      change: { defaultValue: { color } },
      ...BY_ALICE,
    }),
    approves: (actor) => {
      const release = story.release();
      const phase = currentPhase(release)?.id ?? '';
      return story.does({ type: 'phase-approved', release: release.id, phase, ...BY_ALICE, actor });
    },
    holds: (scope) => story.does({ type: 'hold-placed', scope, ...BY_ALICE }),
    lifts: (scope) => story.does({ type: 'hold-lifted', scope, ...BY_ALICE }),
    rollsBack: (release, config = 'colorteller') =>
      story.does({ type: 'config-rolled-back', config, release, ...BY_ALICE }),
    redefines: (next) => story.does(redefinition(next)),
    triesToRedefine: (next) => story.tries(redefinition(next)),
    passes: (ms) => story.at(ms).does({ type: 'timer-fired' }),
    status: () => releaseStatus(story.release()),
    wakesAt: () => {
      const wakeUpMs = nextWakeUpMs(present);
      return wakeUpMs === undefined ? undefined : wakeUpMs - startMs;
    },
    acts: (type) => {
      const release = story.release();
      const phase = currentPhase(release)?.id ?? '';
      return story.does(
        type === 'release-aborted' || type === 'release-rolled-out'
          ? { type, release: release.id, ...BY_ALICE }
          : { type, release: release.id, phase, ...BY_ALICE },
      );
    },
    wait: () => waitingFor(present, story.release(), atMs),
    can: (action, actor = 'alice') => can(present, story.release(), { action, atMs, actor }),
    colors: (config = 'colorteller') =>
      present.definition.regions.map((region) => {
        const value = decide(present.state, config, region)?.defaultValue;
        return typeof value === 'object' ? String(value['color']) : String(value);
      }),
    log: () => log,
    definition: () => present.definition,
  };
  return story;
}

import type { ConfigValue, Definition, Phase } from '../definition/definition.ts';
import type { AppliedVersion, RegionAnswer } from './event.ts';

/** One version of a dynamic config's value. */
export interface Version {
  value: ConfigValue;
  /** Counted from 1 per config; a number is never given twice, also after an abort. */
  configVersion: number;
  /** The release that brought it; null for the initial one and for changes without a pipeline. */
  release: string | null;
}

export interface ConfigState {
  /** What everyone has that an active release has not reached. */
  current: Version;
  /** Highest version number given so far. */
  lastVersion: number;
  activeRelease: string | null;
}

/** What became of one phase of a release. */
export interface PhaseRecord {
  /** When its rules were released; null while they are not. */
  startedAtMs: number | null;
  endedAtMs: number | null;
  /** Who approved it; null while nobody has, or where no review is required. */
  approvedBy: string | null;
  skipped: boolean;
}

/** Where a release stands. */
export type Stage =
  | { kind: 'waiting-for-review'; phaseIndex: number; sinceMs: number }
  | {
      kind: 'baking';
      phaseIndex: number;
      sinceMs: number;
      /** Bake time collected before `runningSinceMs`. */
      bakedMs: number;
      /** When the timer last began to run; null while paused. */
      runningSinceMs: number | null;
    }
  | { kind: 'completed'; atMs: number }
  | { kind: 'aborted'; atMs: number };

/** As in Statsig's history of a trigger; CLEANED_UP is the system's. */
export type ActionType =
  | 'STARTED'
  | 'ABORTED'
  | 'PAUSED'
  | 'UNPAUSED'
  | 'APPROVED_FOR'
  | 'SKIPPED'
  | 'FULL_ROLL_OUT'
  | 'CLEANED_UP';

export interface Action {
  type: ActionType;
  atMs: number;
  phase: string;
  actor: string;
  reason: string | null;
}

/** A change on its way through a pipeline. Statsig calls one in progress a trigger. */
export interface Release {
  id: string;
  config: string;
  pipeline: string;
  /** The phases as they were when the release started. */
  phases: readonly Phase[];
  records: readonly PhaseRecord[];
  from: Version;
  to: Version;
  stage: Stage;
  /** Null unless its bake timers are stopped. */
  pausedSinceMs: number | null;
  actions: readonly Action[];
}

export interface RegionStatus {
  /** What the last update delivered; null before the first. */
  applied: AppliedVersion | null;
  appliedAtMs: number | null;
  /** What the region told when it was last asked; null while it does not answer. */
  answered: RegionAnswer | null;
  answeredAtMs: number | null;
  /** Why it does not answer. */
  problem: string | null;
}

export interface StackStatus {
  updatedAtMs: number | null;
  /** The failure that no later update has cured yet. */
  failure: { code: string; message: string; atMs: number } | null;
}

/** Everything that is known, as a pure function of the definition and the log. */
export interface PipelineState {
  lastEventAtMs: number;
  configs: Readonly<Record<string, ConfigState>>;
  /** Every release ever started, oldest first. */
  releases: Readonly<Record<string, Release>>;
  regions: Readonly<Record<string, RegionStatus>>;
  stacks: Readonly<Record<string, StackStatus>>;
}

/** The state before the first event: every config at version 1, nothing deployed. */
export function initialState(definition: Definition): PipelineState {
  return {
    lastEventAtMs: 0,
    configs: Object.fromEntries(
      definition.dynamicConfigs.map((config) => [
        config.name,
        {
          current: { value: config.defaultValue, configVersion: 1, release: null },
          lastVersion: 1,
          activeRelease: null,
        },
      ]),
    ),
    releases: {},
    regions: Object.fromEntries(
      definition.regions.map((region) => [
        region.name,
        { applied: null, appliedAtMs: null, answered: null, answeredAtMs: null, problem: null },
      ]),
    ),
    stacks: Object.fromEntries(
      definition.stacks.map((stack) => [stack.name, { updatedAtMs: null, failure: null }]),
    ),
  };
}

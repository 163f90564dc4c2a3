import type {
  Definition,
  DynamicConfig,
  Gate,
  Phase,
  TargetingRule,
} from '../definition/definition.ts';
import { withCells } from '../definition/cells.ts';
import type { Fault } from '../definition/fault.ts';
import type {
  Action,
  Approval,
  ConfigState,
  FlagValue,
  Hold,
  Judgement,
  RegionStatus,
  StackStatus,
  Version,
} from './records.ts';

/** What a release changes of a gate or dynamic config: who gets which value. */
export interface Content<Value = FlagValue> {
  /** Evaluated in order; the first that matches decides. */
  rules: readonly TargetingRule<Value>[];
  /** For users that no rule matches. */
  defaultValue: Value;
}

/** The record of one phase of a release. */
export interface PhaseRecord {
  /** When its rules were released; null while they are not. */
  startedAtMs: number | null;
  endedAtMs: number | null;
  /** One a person, in order. */
  approvals: readonly Approval[];
  skipped: boolean;
  /** The last verdict of each of its guardrails, by name, and since when; left out: none was ever judged. */
  guardrails?: Readonly<Record<string, Judgement & { sinceMs: number }>>;
}

/** A timer that a pause stops, or a region that does not answer. */
export interface Timer {
  /** Time collected before `runningSinceMs`. */
  elapsedMs: number;
  /** When it last began to run; null while it is stopped. */
  runningSinceMs: number | null;
}

/** Where a release stands. A phase that waits has not started: for an approval, or until nothing blocks it. */
export type Stage =
  | ({ kind: 'waiting'; phaseIndex: number; sinceMs: number } & Timer)
  | ({
      kind: 'baking';
      phaseIndex: number;
      sinceMs: number;
      /** While some of its regions do not answer the new version: since when, and the timer of their deadline. */
      unanswered?: { sinceMs: number } & Timer;
      /** It waits for them no longer. */
      goesOnWithout?: true;
    } & Timer)
  | { kind: 'completed'; atMs: number }
  | { kind: 'aborted'; atMs: number };

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
  /** Who started it. */
  startedBy: string;
  stage: Stage;
  /** Null unless its timers are stopped. */
  pausedSinceMs: number | null;
  actions: readonly Action[];
}

/** Where a ramp is: the percentage that it has reached is in the current version of its config. */
export interface RampProgress {
  config: string;
  /** The id of the rule. */
  rule: string;
  sinceMs: number;
}

/** The whole state, as a pure function of the log. */
export interface PipelineState {
  lastEventAtMs: number;
  /** The workspace file when it was last taken in, which is what its next edit differs from; null: never. */
  fileDefinition: Definition | null;
  configs: Readonly<Record<string, ConfigState>>;
  /** Highest version number of configs that are no longer defined, so that none is given twice. */
  retiredVersions: Readonly<Record<string, number>>;
  /** How many releases were ever started: the number of the last. */
  releaseCount: number;
  /** By id: at most one per config. */
  activeReleases: Readonly<Record<string, Release>>;
  /** The latest that ended, in the order in which they did; the log has them all (see release-history.ts). */
  finishedReleases: readonly Release[];
  /** How many ended, ever. */
  finishedCounts: { readonly completed: number; readonly aborted: number };
  holds: readonly Hold[];
  /** Since when each rule that ramps has its present percentage; left out: none ramps. */
  ramps?: readonly RampProgress[];
  /** Those that were added while it ran, besides the definition's; left out: none. */
  faults?: readonly Fault[];
  /** A loop deploys the regions: a phase waits for all that it reaches. Left out: nobody does, as in a rehearsal. */
  isDeployed?: true;
  regions: Readonly<Record<string, RegionStatus>>;
  stacks: Readonly<Record<string, StackStatus>>;
}

export const NEW_REGION: RegionStatus = {
  applied: null,
  appliedAtMs: null,
  answered: null,
  answeredAtMs: null,
  problem: null,
};

export const NEW_STACK: StackStatus = { updatedAtMs: null, failure: null };

/** The state before the first event: every config at version 1, nothing deployed. */
export function initialState(definition: Definition): PipelineState {
  return {
    lastEventAtMs: 0,
    fileDefinition: null,
    configs: Object.fromEntries(
      configsOf(definition).map((config) => [config.name, newConfig(config, 1)]),
    ),
    retiredVersions: {},
    releaseCount: 0,
    activeReleases: {},
    finishedReleases: [],
    finishedCounts: { completed: 0, aborted: 0 },
    holds: [],
    regions: Object.fromEntries(
      withCells(definition.regions).map(({ name }) => [name, NEW_REGION]),
    ),
    stacks: Object.fromEntries(definition.stacks.map(({ name }) => [name, NEW_STACK])),
  };
}

/** A gate or dynamic config as it is defined, whichever it is. */
export type ConfigDefinition = (Gate | DynamicConfig) & Content & { kind: ConfigState['kind'] };

/** Every gate and dynamic config of a definition; their names do not meet. */
export function configsOf({ gates, dynamicConfigs }: Definition): ConfigDefinition[] {
  return [
    ...dynamicConfigs.map((config) => ({ ...config, kind: 'dynamic-config' as const })),
    ...gates.map((gate) => ({ ...gate, kind: 'gate' as const })),
  ];
}

/** What a release changes, without what it is numbered by. */
export function contentOf({ rules, defaultValue }: Content): Content {
  return { rules, defaultValue };
}

/** An unchanged config. */
export function newConfig(
  { kind, rules, defaultValue }: ConfigDefinition,
  configVersion: number,
): ConfigState {
  return {
    kind,
    current: { rules, defaultValue, configVersion, release: null },
    lastVersion: configVersion,
    activeRelease: null,
    automationHeld: null,
  };
}

/** What a rule may read besides its own release. */
export interface Context {
  definition: Definition;
  state: PipelineState;
}

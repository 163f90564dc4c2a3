import type { ConfigValue, Definition } from '../definition/definition.ts';
import { AppError } from '../errors/app-error.ts';
import { decide } from '../evaluation/decide.ts';
import type { PipelineEvent, UnstampedEvent } from '../pipeline/event.ts';
import { reduce } from '../pipeline/reduce.ts';
import { currentPhase, releaseStatus, type ReleaseStatus } from '../pipeline/release.ts';
import { initialState, type PipelineState, type Release, type Version } from '../pipeline/state.ts';
import { waitingFor } from '../pipeline/waiting.ts';

export interface RehearsalInput {
  definition: Definition;
  config: string;
  /** Keys that the change sets in the config's default value. */
  change: ConfigValue;
  /** When the change is saved. */
  startMs: number;
  /** How long after each request for a review somebody approves; null: nobody does. */
  approveAfterMs: number | null;
}

/** Something that holds a release up. */
export interface RehearsedWait {
  kind: 'approval' | 'bake';
  /** Who can end it. */
  endedBy: string;
  fromMs: number;
  /** Null: it does not end in this rehearsal. */
  untilMs: number | null;
}

export interface RehearsedPhase {
  id: string;
  name: string;
  /** In order; empty for a phase that nothing holds up. */
  waits: RehearsedWait[];
  /** When its regions get the new value; null when that is not reached. */
  startsAtMs: number | null;
  endsAtMs: number | null;
  /** Regions that get the new value when it starts, or would. */
  regions: string[];
  /** The colour of each region once it has started, or would have. */
  colors: Record<string, string | null>;
}

/** The story of a release that was played and never happened. */
export interface Rehearsal {
  config: string;
  pipeline: string;
  from: Version;
  to: Version;
  status: ReleaseStatus;
  startMs: number;
  /** Null when it does not end in this rehearsal. */
  endsAtMs: number | null;
  phases: RehearsedPhase[];
  /** Regions that no phase reaches: they get the new value when the release is complete. */
  regionsAtEnd: string[];
  /** What a person has to do for it to go on; null when it ends. */
  waitsForPerson: { phase: string; reason: string; endedBy: string } | null;
}

const REHEARSER = { actor: 'rehearsal', reason: null };

/**
 * Plays a whole release in memory, as a pure function: every step is taken by the reducer itself, at the exact time
 * when it becomes due.
 * @throws AppError BAD_INPUT where the change goes through no pipeline, or the code of the reducer's refusal.
 */
export function rehearse(input: RehearsalInput): Rehearsal {
  const { definition, config, startMs } = input;
  const before = initialState(definition);
  const value = { ...before.configs[config]?.current.value, ...input.change };
  let state = step(definition, before, startMs, {
    type: 'config-changed',
    config,
    value,
    ...REHEARSER,
  });
  const started = latestRelease(state, config);
  const waits = started.phases.map((): RehearsedWait[] => []);
  let release = started;
  for (let next = nextStep(release, input); ; next = nextStep(release, input)) {
    if (next === undefined) break;
    waits[next.phaseIndex]?.push(next.wait);
    if (next.event === undefined || next.wait.untilMs === null) break;
    state = step(definition, state, next.wait.untilMs, next.event);
    release = latestRelease(state, config);
  }
  return story(input, state, release, waits);
}

interface NextStep {
  phaseIndex: number;
  wait: RehearsedWait;
  /** What ends the wait; undefined when nothing does. */
  event: UnstampedEvent | undefined;
}

/** What a release waits for now and what will end that; undefined once it has ended. */
function nextStep(release: Release, { approveAfterMs }: RehearsalInput): NextStep | undefined {
  const wait = waitingFor(release);
  const phase = currentPhase(release);
  if (wait === null || phase === undefined) return undefined;
  const { endedBy, sinceMs: fromMs } = wait;
  const phaseIndex = release.phases.indexOf(phase);
  if (release.stage.kind === 'waiting-for-review') {
    const untilMs = approveAfterMs === null ? null : fromMs + approveAfterMs;
    const event: UnstampedEvent = {
      type: 'phase-approved',
      release: release.id,
      phase: phase.id,
      ...REHEARSER,
    };
    return { phaseIndex, wait: { kind: 'approval', endedBy, fromMs, untilMs }, event };
  }
  const bake: RehearsedWait = { kind: 'bake', endedBy, fromMs, untilMs: wait.untilMs };
  return { phaseIndex, wait: bake, event: { type: 'timer-fired' } };
}

function story(
  input: RehearsalInput,
  state: PipelineState,
  release: Release,
  waits: readonly RehearsedWait[][],
): Rehearsal {
  const { definition, config, startMs } = input;
  const { from, to, stage, phases } = release;
  const reachedBy = phaseOfEachRegion(definition, state, release);
  const names = definition.regions.map(({ name }) => name);
  const colorsAfter = (index: number) =>
    Object.fromEntries(
      names.map((name) => {
        const at = reachedBy.get(name);
        return [name, colorOf(at !== undefined && at <= index ? to : from)];
      }),
    );
  const wait = waitingFor(release);
  return {
    config,
    pipeline: release.pipeline,
    from,
    to,
    status: releaseStatus(release),
    startMs,
    endsAtMs: 'atMs' in stage ? stage.atMs : null,
    phases: phases.map(({ id, name }, index) => ({
      id,
      name,
      waits: waits[index] ?? [],
      startsAtMs: release.records[index]?.startedAtMs ?? null,
      endsAtMs: release.records[index]?.endedAtMs ?? null,
      regions: names.filter((region) => reachedBy.get(region) === index),
      colors: colorsAfter(index),
    })),
    regionsAtEnd: names.filter((region) => reachedBy.get(region) === undefined),
    waitsForPerson:
      wait === null
        ? null
        : { phase: currentPhase(release)?.id ?? '', reason: wait.reason, endedBy: wait.endedBy },
  };
}

/**
 * The index of the phase that gives each region the new value; no entry: none does. Asked of the decision itself, in
 * a state where every phase is live: the first that matches is the one that gives.
 */
function phaseOfEachRegion(
  { regions }: Definition,
  state: PipelineState,
  release: Release,
): Map<string, number> {
  const { id, config, phases } = release;
  const configState = state.configs[config];
  if (configState === undefined) return new Map();
  const live: Release = {
    ...release,
    stage: { kind: 'baking', phaseIndex: 0, sinceMs: 0, bakedMs: 0, runningSinceMs: 0 },
    records: release.records.map((record) => ({ ...record, startedAtMs: 0 })),
  };
  const allLive: PipelineState = {
    ...state,
    configs: { ...state.configs, [config]: { ...configState, activeRelease: id } },
    releases: { ...state.releases, [id]: live },
  };
  return new Map(
    regions.flatMap((region): [string, number][] => {
      const phase = decide(allLive, config, region)?.phase;
      return phase == null ? [] : [[region.name, phases.findIndex((one) => one.id === phase)]];
    }),
  );
}

function step(
  definition: Definition,
  state: PipelineState,
  atMs: number,
  unstamped: UnstampedEvent,
): PipelineState {
  const event: PipelineEvent = { ...unstamped, atMs };
  const reduction = reduce(definition, state, event);
  if (reduction.accepted) return reduction.state;
  throw new AppError(reduction.code, reduction.reason, { action: reduction.action });
}

function latestRelease(state: PipelineState, config: string): Release {
  const release = Object.values(state.releases).findLast((one) => one.config === config);
  if (release !== undefined) return release;
  throw new AppError(
    'BAD_INPUT',
    `"${config}" goes through no pipeline: a change applies at once`,
    {
      action: 'Name the pipeline to rehearse with --pipeline.',
    },
  );
}

function colorOf({ value }: Version): string | null {
  return typeof value['color'] === 'string' ? value['color'] : null;
}

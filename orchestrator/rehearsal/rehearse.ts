import type { ConfigValue, Definition } from '../definition/definition.ts';
import { AppError } from '../errors/app-error.ts';
import { decide } from '../evaluation/decide.ts';
import type { Evaluator } from '../evaluation/evaluator.ts';
import type { Context } from '../pipeline/context.ts';
import type { PipelineEvent, UnstampedEvent } from '../pipeline/event.ts';
import { reduce } from '../pipeline/reduce.ts';
import { currentPhase, releaseStatus, type ReleaseStatus } from '../pipeline/release.ts';
import { allReleases } from '../pipeline/release-history.ts';
import { initialState, type PipelineState, type Release, type Version } from '../pipeline/state.ts';
import { waitingFor, type Wait } from '../pipeline/waiting.ts';
import { regionUser } from '../targeting/user.ts';

export interface RehearsalInput {
  definition: Definition;
  /** Of that definition: what the regions would tell. */
  evaluator: Evaluator;
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
  kind: Wait['kind'];
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
  const present = before.configs[config]?.current.defaultValue;
  const defaultValue = {
    ...(typeof present === 'object' ? present : {}),
    ...input.change,
  };
  let state = step(definition, before, startMs, {
    type: 'config-changed',
    config,
    change: { defaultValue },
    ...REHEARSER,
  });
  const waits = latestRelease(state, config).phases.map((): RehearsedWait[] => []);
  for (;;) {
    const release = latestRelease(state, config);
    const next = nextStep({ definition, state }, release, input.approveAfterMs);
    if (next !== undefined) waits[next.phaseIndex]?.push(next.wait);
    const untilMs = next?.wait.untilMs ?? null;
    if (next === undefined || untilMs === null) return story(input, state, release, waits);
    state = next.events.reduce((now, event) => step(definition, now, untilMs, event), state);
  }
}

interface NextStep {
  phaseIndex: number;
  wait: RehearsedWait;
  /** What ends the wait. */
  events: UnstampedEvent[];
}

/** What a release waits for now and what will end that; undefined once it has ended. */
function nextStep(
  context: Context,
  release: Release,
  approveAfterMs: number | null,
): NextStep | undefined {
  const wait = waitingFor(context, release, context.state.lastEventAtMs);
  const phase = currentPhase(release);
  if (wait === null || phase === undefined) return undefined;
  const { kind, endedBy, sinceMs: fromMs, untilMs: timeoutMs } = wait;
  const phaseIndex = release.phases.indexOf(phase);
  const approvedMs =
    kind === 'approval' && approveAfterMs !== null ? fromMs + approveAfterMs : null;
  if (approvedMs === null || (timeoutMs !== null && timeoutMs < approvedMs)) {
    const events: UnstampedEvent[] = [{ type: 'timer-fired' }];
    return { phaseIndex, wait: { kind, endedBy, fromMs, untilMs: timeoutMs }, events };
  }
  const events = Array.from({ length: phase.minimumApprovals }, (_, n): UnstampedEvent => {
    const actor = n === 0 ? 'approver' : `approver ${n + 1}`;
    return { type: 'phase-approved', release: release.id, phase: phase.id, actor, reason: null };
  });
  return { phaseIndex, wait: { kind, endedBy, fromMs, untilMs: approvedMs }, events };
}

function story(
  input: RehearsalInput,
  state: PipelineState,
  release: Release,
  waits: readonly RehearsedWait[][],
): Rehearsal {
  const { definition, evaluator, config, startMs } = input;
  const { from, to, stage, phases } = release;
  const context = { definition, state };
  const reachedBy = phaseOfEachRegion(definition, state, release);
  const names = definition.regions.map(({ name }) => name);
  const colorsAfter = (index: number) => {
    const configs = liveUpTo(state, release, index);
    const moment = { nowMs: state.lastEventAtMs, configs };
    return Object.fromEntries(
      definition.regions.map((region) => {
        const color = evaluator.config(config, regionUser(region), moment)?.value['color'];
        return [region.name, typeof color === 'string' ? color : null];
      }),
    );
  };
  const wait = waitingFor(context, release, state.lastEventAtMs);
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
  const allLive = liveUpTo(state, release, release.phases.length - 1);
  return new Map(
    regions.flatMap((region): [string, number][] => {
      const phase = decide(allLive, release.config, regionUser(region))?.phase;
      return phase == null
        ? []
        : [[region.name, release.phases.findIndex((one) => one.id === phase)]];
    }),
  );
}

/** The state as it would be with the release's phases live up to one of them, and no others. */
function liveUpTo(state: PipelineState, release: Release, last: number): PipelineState {
  const { id, config, from } = release;
  const configState = state.configs[config];
  if (configState === undefined) return state;
  const live: Release = {
    ...release,
    stage: { kind: 'baking', phaseIndex: last, sinceMs: 0, elapsedMs: 0, runningSinceMs: null },
    records: release.records.map((record, index) => ({
      ...record,
      startedAtMs: index <= last ? 0 : null,
    })),
  };
  return {
    ...state,
    configs: { ...state.configs, [config]: { ...configState, current: from, activeRelease: id } },
    activeReleases: { ...state.activeReleases, [id]: live },
  };
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
  const release = allReleases(state).findLast((one) => one.config === config);
  if (release !== undefined) return release;
  throw new AppError(
    'BAD_INPUT',
    `"${config}" goes through no pipeline: a change applies at once`,
    {
      action: 'Name the pipeline to rehearse with --pipeline.',
    },
  );
}

import { own } from '../../common/own.ts';
import { subjectsOf } from '../definition/cells.ts';
import type { Definition } from '../definition/definition.ts';
import { decide } from '../evaluation/decide.ts';
import type { Evaluator } from '../evaluation/evaluator.ts';
import { currentPhase, releaseStatus } from '../pipeline/release.ts';
import type { PipelineState, Release } from '../pipeline/state.ts';
import { waitingFor } from '../pipeline/waiting.ts';
import { regionUser } from '../targeting/user.ts';
import type { PlayInput } from './next-step.ts';
import { playRelease, type Played } from './play-release.ts';
import type { Rehearsal } from './rehearsal.ts';

export interface RehearsalInput extends PlayInput {
  /** Of that definition: what the regions would answer. */
  evaluator: Evaluator;
}

/**
 * Plays a whole release in memory, as a pure function, and returns its course.
 * @throws AppError BAD_INPUT where the change goes through no pipeline, or the code of the reducer's refusal.
 */
export function rehearse(input: RehearsalInput): Rehearsal {
  return story(input, playRelease(input));
}

function story(input: RehearsalInput, { state, release, waits, faults }: Played): Rehearsal {
  const { definition, evaluator, config, startMs } = input;
  const { from, to, stage, phases } = release;
  const context = { definition, state };
  const reachedBy = phaseOfEachRegion(definition, state, release);
  const subjects = subjectsOf(definition.regions);
  const names = subjects.map(({ name }) => name);
  const colorsAfter = (index: number) => {
    const configs = liveUpTo(state, release, index);
    const moment = { nowMs: state.lastEventAtMs, configs };
    return Object.fromEntries(
      subjects.map((region) => {
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
    faults,
    regionsAtEnd: names.filter((region) => reachedBy.get(region) === undefined),
    waitsForPerson:
      wait === null
        ? null
        : { phase: currentPhase(release)?.id ?? '', reason: wait.reason, endedBy: wait.endedBy },
  };
}

/**
 * The index of the phase that gives each region the new value; no entry: none does. Evaluated by the decision itself, in
 * a state where every phase is live: the first that matches is the one that gives.
 */
function phaseOfEachRegion(
  { regions }: Definition,
  state: PipelineState,
  release: Release,
): Map<string, number> {
  const allLive = liveUpTo(state, release, release.phases.length - 1);
  return new Map(
    subjectsOf(regions).flatMap((region): [string, number][] => {
      const phase = decide(allLive, release.config, regionUser(region))?.phase;
      return phase == null
        ? []
        : [[region.name, release.phases.findIndex((candidate) => candidate.id === phase)]];
    }),
  );
}

/** The state as it would be with the release's phases live up to one of them, and no others. */
function liveUpTo(state: PipelineState, release: Release, last: number): PipelineState {
  const { id, config, from } = release;
  const configState = own(state.configs, config);
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

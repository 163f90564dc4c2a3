import { REGION_CONFIG } from '../../core/definition/region-config-name.ts';
import type { Interpreter } from '../interpreter/interpreter.ts';
import type { Judgement } from '../../core/pipeline/records.ts';
import {
  guardedPhase,
  judgedGuardrails,
  verdictOf,
  type Judged,
} from '../../core/pipeline/guardrails.ts';
import { activeReleases, isReleased } from '../../core/pipeline/release.ts';
import type { Release } from '../../core/pipeline/state.ts';
import { repeat } from '../../common/repeat.ts';
import { createPauses } from '../../common/pauses.ts';
import type { Clock } from '../../common/clock.ts';
import { createBaselines, evidenceOf } from '../../core/guardrails/evidence.ts';
import { judge } from '../../core/guardrails/judge.ts';
import { guardKey, type LiveJudgements } from './live-numbers.ts';
import type { Measurements } from '../../core/guardrails/measured.ts';
import { phaseRegions } from '../../core/evaluation/decide.ts';

export interface GuardWatchOptions {
  interpreter: Pick<Interpreter, 'definition' | 'state' | 'submit'>;
  measurements: Measurements;
  /** Real time. */
  clock: Clock;
  /** A verdict could not be recorded; the next poll tries again. */
  onFailure: (error: unknown) => void;
}

/** Judges the guardrails of live phases, and submits each verdict that differs from the last. */
export interface GuardWatch {
  /** The judgements of the last poll, with their numbers. */
  live(): LiveJudgements;
  stop(): Promise<void>;
}

const POLL_MS = 1_000;

/** A phase whose guardrails are polled. */
interface Watched {
  release: Release;
  phaseIndex: number;
  phase: string;
  guardrails: readonly Judged[];
}

export function startGuardWatch(options: GuardWatchOptions): GuardWatch {
  const { interpreter, measurements, clock, onFailure } = options;
  const baselines = createBaselines();
  /** Since when each phase is watched, real time. */
  const watchedSince = new Map<string, number>();
  const underway = new Set<string>();
  let live: LiveJudgements = new Map();

  const poll = () => {
    const watched = activeReleases(interpreter.state()).flatMap(watchedPhase);
    forgetOthers(watched);
    live = watched.length === 0 ? new Map() : judgeAll(watched);
    for (const item of watched) {
      for (const judged of item.guardrails) {
        const now = live.get(guardKey(item.release.id, item.phase, judged.guardrail.name));
        if (now !== undefined && now.verdict !== verdictOf(judged)) void note(item, judged, now);
      }
    }
  };

  const judgeAll = (watched: readonly Watched[]): LiveJudgements => {
    const nowMs = clock.nowMs();
    const buckets = measurements.since(0);
    const definition = interpreter.definition();
    return new Map(
      watched.flatMap(({ release, phase, guardrails }) => {
        const sinceMs = watchedSince.get(phaseKey(release, phase)) ?? nowMs;
        watchedSince.set(phaseKey(release, phase), sinceMs);
        const reached = phaseRegions(definition, release.phases);
        const regions = new Set(reached.filter((_, index) => isReleased(release, index)).flat());
        const baseline = baselines.of(release, buckets);
        const input = { release, regions, buckets, baseline, sinceMs, nowMs };
        return guardrails.map(({ guardrail }): [string, Judgement] => [
          guardKey(release.id, phase, guardrail.name),
          release.config === REGION_CONFIG
            ? judge(guardrail, evidenceOf({ ...input, windowMs: guardrail.windowMs }))
            : UNMEASURED,
        ]);
      }),
    );
  };

  const note = async ({ release, phase }: Watched, { guardrail }: Judged, now: Judgement) => {
    const { name } = guardrail;
    const key = guardKey(release.id, phase, name);
    if (underway.has(key)) return;
    underway.add(key);
    const isDryRun = guardrail.dryRun ? { isDryRun: true as const } : {};
    await interpreter
      .submit({
        type: 'guardrail-judged',
        release: release.id,
        phase,
        guardrail: name,
        ...isDryRun,
        ...now,
      })
      .catch(onFailure);
    underway.delete(key);
  };

  const forgetOthers = (watched: readonly Watched[]) => {
    const phases = new Set(watched.map(({ release, phase }) => phaseKey(release, phase)));
    for (const key of watchedSince.keys()) if (!phases.has(key)) watchedSince.delete(key);
    baselines.keepOnly(new Set(watched.map(({ release }) => release.id)));
  };

  const repetition = repeat(createPauses(clock), () => POLL_MS, poll);
  return { live: () => live, stop: () => repetition.stop() };
}

/** Regions answer one config only; others cannot be measured. */
const UNMEASURED: Judgement = {
  verdict: 'errored',
  value: null,
  baseline: null,
  limit: null,
  samples: 0,
  text: `it cannot be judged: only answers to "${REGION_CONFIG}" are measured`,
};

function watchedPhase(release: Release): Watched[] {
  const phaseIndex = guardedPhase(release);
  if (phaseIndex === undefined) return [];
  const guardrails = judgedGuardrails(release, phaseIndex);
  const { id: phase = '' } = release.phases[phaseIndex] ?? {};
  return guardrails.length === 0 ? [] : [{ release, phaseIndex, phase, guardrails }];
}

function phaseKey({ id }: Release, phase: string): string {
  return JSON.stringify([id, phase]);
}

import type { Interpreter } from '../interpreter/interpreter.ts';
import type { Judgement } from '../../core/pipeline/records.ts';
import { verdictOf, type Judged } from '../../core/pipeline/guardrails.ts';
import { activeReleases } from '../../core/pipeline/release.ts';
import type { Release } from '../../core/pipeline/state.ts';
import { repeat } from '../../common/repeat.ts';
import { createPauses } from '../../common/pauses.ts';
import type { Clock } from '../../common/clock.ts';
import { createBaselines } from '../../core/guardrails/evidence.ts';
import {
  judgedEvent,
  judgePhase,
  watchedPhase,
  type WatchedPhase,
} from '../../core/guardrails/judge-phase.ts';
import { guardKey, type LiveJudgements } from './live-numbers.ts';
import type { Measurements } from '../../core/guardrails/measured.ts';
import { needsOf } from '../../core/guardrails/needs.ts';
import type { ReplicaMetrics } from '../observation/replica-metrics.ts';
import type { AskPrometheus } from '../observation/prometheus.ts';
import { createQueryAnswers } from './query-answers.ts';
import { createReplicaUsage } from './replica-usage.ts';

export interface GuardWatchOptions {
  interpreter: Pick<Interpreter, 'definition' | 'state' | 'submit'>;
  measurements: Measurements;
  readReplica: ReplicaMetrics;
  askPrometheus: AskPrometheus;
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

export function startGuardWatch(options: GuardWatchOptions): GuardWatch {
  const { interpreter, measurements, clock, onFailure } = options;
  const baselines = createBaselines();
  const usage = createReplicaUsage({ interpreter, read: options.readReplica, clock });
  const queries = createQueryAnswers(options.askPrometheus, clock);
  /** Since when each phase is watched, real time. */
  const watchedSince = new Map<string, number>();
  const underway = new Set<string>();
  let live: LiveJudgements = new Map();

  const poll = () => {
    const watched = activeReleases(interpreter.state()).flatMap(watchedPhase);
    forgetOthers(watched);
    const needs = watched.flatMap(({ guardrails }) =>
      guardrails.map(({ guardrail }) => needsOf(guardrail)),
    );
    if (needs.some((need) => need.usage)) usage.keepUp();
    else usage.forget();
    queries.keepUp(needs.flatMap(({ prometheus }) => prometheus ?? []));
    live = watched.length === 0 ? new Map() : judgeAll(watched);
    for (const item of watched) {
      for (const judged of item.guardrails) {
        const now = live.get(guardKey(item.release.id, item.phase, judged.guardrail.name));
        if (now !== undefined && now.verdict !== verdictOf(judged)) void note(item, judged, now);
      }
    }
  };

  const judgeAll = (watched: readonly WatchedPhase[]): LiveJudgements => {
    const nowMs = clock.nowMs();
    const buckets = [...measurements.since(0), ...usage.readings()];
    const definition = interpreter.definition();
    return new Map(
      watched.flatMap((item) => {
        const { release, phase } = item;
        const sinceMs = watchedSince.get(phaseKey(release, phase)) ?? nowMs;
        watchedSince.set(phaseKey(release, phase), sinceMs);
        const baseline = baselines.of(release, buckets);
        const answers = queries.answers();
        return judgePhase(definition, item, { buckets, baseline, answers, sinceMs, nowMs }).map(
          ([name, judgement]): [string, Judgement] => [
            guardKey(release.id, phase, name),
            judgement,
          ],
        );
      }),
    );
  };

  const note = async (item: WatchedPhase, { guardrail }: Judged, now: Judgement) => {
    const key = guardKey(item.release.id, item.phase, guardrail.name);
    if (underway.has(key)) return;
    underway.add(key);
    await interpreter.submit(judgedEvent(item, guardrail, now)).catch(onFailure);
    underway.delete(key);
  };

  const forgetOthers = (watched: readonly WatchedPhase[]) => {
    const phases = new Set(watched.map(({ release, phase }) => phaseKey(release, phase)));
    for (const key of watchedSince.keys()) if (!phases.has(key)) watchedSince.delete(key);
    baselines.keepOnly(new Set(watched.map(({ release }) => release.id)));
  };

  const repetition = repeat(createPauses(clock), () => POLL_MS, poll);
  return {
    live: () => live,
    stop: async () => {
      await repetition.stop();
      usage.forget();
      queries.forget();
    },
  };
}

function phaseKey({ id }: Release, phase: string): string {
  return JSON.stringify([id, phase]);
}

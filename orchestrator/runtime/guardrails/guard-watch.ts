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
import { judge, type Evidence } from './judge.ts';
import { guardKey, type LiveJudgements } from './live-numbers.ts';
import type { Measurements, MeasuredBucket } from './measured.ts';
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

/** Measurements of old versions, stored while their releases are watched. */
interface Baselines {
  /** Adds the current measurements. Returns those of the old version, oldest first. */
  of(release: Release, buckets: readonly MeasuredBucket[]): readonly MeasuredBucket[];
  /** Drops the baselines of all other releases. */
  keepOnly(releases: ReadonlySet<string>): void;
}

/** The longest window of a guardrail. */
const RETENTION_MS = 5 * 60_000;

/**
 * Once every region has the new version, the old one is no longer measured, and its measurements soon expire. So the
 * baseline of each release is stored here.
 */
function createBaselines(): Baselines {
  const stored = new Map<string, ReadonlyMap<string, MeasuredBucket>>();
  return {
    of: (release, buckets) => {
      const version = String(release.from.configVersion);
      const merged = new Map(stored.get(release.id));
      for (const bucket of buckets) {
        if (bucket.configVersion !== version || bucket.requests === 0) continue;
        merged.set(`${bucket.fromMs} ${bucket.region}`, bucket);
      }
      const ordered = [...merged].sort(([, a], [, b]) => a.fromMs - b.fromMs);
      const lastMs = ordered.at(-1)?.[1].fromMs ?? 0;
      const rest = new Map(ordered.filter(([, { fromMs }]) => fromMs > lastMs - RETENTION_MS));
      stored.set(release.id, rest);
      return [...rest.values()];
    },
    keepOnly: (releases) => {
      for (const id of stored.keys()) if (!releases.has(id)) stored.delete(id);
    },
  };
}

/** The input from which the evidence for a guardrail is selected. */
interface EvidenceInput {
  release: Release;
  /** Names of the regions of the phases that were released so far. */
  regions: ReadonlySet<string>;
  /** All measurements, oldest first. */
  buckets: readonly MeasuredBucket[];
  /** Measurements of the old version, see `createBaselines`; oldest first. */
  baseline: readonly MeasuredBucket[];
  /** Since when the phase is watched, real time. */
  sinceMs: number;
  nowMs: number;
  windowMs: number;
}

/**
 * For the new version only buckets since the phase is live count: a phase never passes on the requests of the phase
 * before. The baseline is the last window in which the old version answered, in any region.
 */
function evidenceOf(input: EvidenceInput): Evidence {
  const { release, regions, buckets, baseline, sinceMs, nowMs, windowMs } = input;
  const fromMs = Math.max(nowMs - windowMs, sinceMs);
  const version = String(release.to.configVersion);
  const lastMs = baseline.findLast(({ requests }) => requests > 0)?.fromMs ?? 0;
  return {
    fresh: buckets.filter(
      (bucket) =>
        bucket.fromMs >= fromMs && bucket.configVersion === version && regions.has(bucket.region),
    ),
    baseline: baseline.filter((bucket) => bucket.fromMs > lastMs - windowMs),
    isWindowOver: nowMs - sinceMs >= windowMs,
  };
}

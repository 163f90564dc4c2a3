import type { Release } from '../../core/pipeline/state.ts';
import type { Evidence } from './judge.ts';
import type { MeasuredBucket } from './measured.ts';

/** The input from which the evidence for a guardrail is selected. */
export interface EvidenceInput {
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
export function evidenceOf(input: EvidenceInput): Evidence {
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

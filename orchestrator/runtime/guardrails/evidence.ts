import type { Release } from '../../core/pipeline/state.ts';
import type { Evidence } from './judge.ts';
import type { MeasuredBucket } from './measured.ts';

/** What a guardrail is judged by, chosen out of everything that was measured. */
export interface EvidenceInput {
  release: Release;
  /** Names of the regions of the phases that were released so far. */
  regions: ReadonlySet<string>;
  /** Everything that is kept, oldest first. */
  buckets: readonly MeasuredBucket[];
  /** What the old version ever answered, see `createBaselines`; oldest first. */
  baseline: readonly MeasuredBucket[];
  /** Since when the phase is watched, real time. */
  sinceMs: number;
  nowMs: number;
  windowMs: number;
}

/**
 * Only what began since the phase is live counts for the new version: a phase never passes on the requests of the one
 * before. The baseline is the last window in which the old version answered, in whatever region: also before they flipped.
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

import type { Release } from '../pipeline/state.ts';
import type { Evidence } from './judge.ts';
import type { ComparedEvidence } from './judge-comparison.ts';
import type { ComparedGroups } from './compared-groups.ts';
import { BUCKET_MS, type MeasuredBucket } from './measured.ts';

/** Measurements of old versions, stored while their releases are watched. */
export interface Baselines {
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
export function createBaselines(): Baselines {
  const stored = new Map<string, ReadonlyMap<string, MeasuredBucket>>();
  return {
    of: (release, buckets) => {
      const version = String(release.from.configVersion);
      const merged = new Map(stored.get(release.id));
      for (const bucket of buckets) {
        if (bucket.configVersion !== version || isEmpty(bucket)) continue;
        merged.set(`${bucket.fromMs} ${bucket.region} ${bucket.usage?.replica ?? ''}`, bucket);
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

function isEmpty({ requests, usage }: MeasuredBucket): boolean {
  return requests === 0 && usage === undefined;
}

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
  // A reading counts until the next.
  const usageFromMs = Math.max(nowMs - windowMs - 2 * BUCKET_MS, sinceMs);
  const version = String(release.to.configVersion);
  const lastMs = baseline.findLast((bucket) => !isEmpty(bucket))?.fromMs ?? 0;
  return {
    fresh: buckets.filter(
      (bucket) =>
        bucket.fromMs >= (bucket.usage === undefined ? fromMs : usageFromMs) &&
        bucket.configVersion === version &&
        regions.has(bucket.region),
    ),
    baseline: baseline.filter((bucket) => bucket.fromMs > lastMs - windowMs),
    isWindowOver: nowMs - sinceMs >= windowMs,
  };
}

/**
 * Two groups of measurements of the same window. It ends with the last bucket that is over: what a look saw does not change
 * until the next, so that polls in between are no further looks at the data.
 */
export function comparedEvidenceOf(
  { release, buckets, baseline, sinceMs, nowMs, windowMs }: Omit<EvidenceInput, 'regions'>,
  { fresh, old }: ComparedGroups,
): ComparedEvidence {
  const untilMs = nowMs - (nowMs % BUCKET_MS);
  const look = Math.max(0, Math.floor(nowMs / BUCKET_MS) - Math.ceil(sinceMs / BUCKET_MS));
  const seen = buckets.filter(
    ({ fromMs }) =>
      fromMs >= sinceMs && fromMs > untilMs - windowMs - BUCKET_MS && fromMs + BUCKET_MS <= untilMs,
  );
  const answersOf = (names: readonly string[], version: number) => {
    const places = new Set(names);
    return seen.filter(
      ({ region, configVersion }) => places.has(region) && configVersion === String(version),
    );
  };
  const lastMs = baseline.findLast(({ requests }) => requests > 0)?.fromMs ?? 0;
  return {
    fresh: answersOf(fresh, release.to.configVersion),
    baseline:
      old.length > 0
        ? answersOf(old, release.from.configVersion)
        : baseline.filter(({ fromMs }) => fromMs > lastMs - windowMs),
    regions: old,
    look,
    isWindowOver: look * BUCKET_MS >= windowMs,
  };
}

import type { Release } from '../../core/pipeline/state.ts';
import type { MeasuredBucket } from './measured.ts';

/** Measurements of old versions, kept while their releases are watched. */
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
 * baseline of each release is kept here.
 */
export function createBaselines(): Baselines {
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

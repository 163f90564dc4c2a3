import type { MeasuredBucket } from '../../../core/guardrails/measured.ts';
import { percentile } from '../../../core/guardrails/percentile.ts';
import type { RecentTraffic, RegionTraffic, TrafficNumbers } from './traffic-schema.ts';

/** The time span of `last`. */
export const RECENT_MS = 30_000;

/** The sum of the buckets. */
function numbersOf(buckets: readonly MeasuredBucket[]): TrafficNumbers {
  const sum = (of: (bucket: MeasuredBucket) => number) =>
    buckets.reduce((total, bucket) => total + of(bucket), 0);
  // Sorted once: percentiles sort for themselves, which is quick then.
  const sorted = buckets.flatMap(({ latenciesMs }) => latenciesMs).sort((a, b) => a - b);
  return {
    requests: sum(({ requests }) => requests),
    errors: sum(({ errors }) => errors),
    p50: percentile(sorted, 0.5),
    p95: percentile(sorted, 0.95),
    p99: percentile(sorted, 0.99),
  };
}

/** The numbers of a region's last 30 seconds. */
export function recentOf(buckets: readonly MeasuredBucket[]): RecentTraffic {
  const numbers = numbersOf(buckets);
  const { requests, errors } = numbers;
  return { ...numbers, errorRate: requests === 0 ? null : errors / requests };
}

/**
 * The regions in the order of their names' list, each with its buckets and its last 30 seconds.
 * @param recent buckets of the last 30 seconds.
 */
export function regionsTraffic(
  names: readonly string[],
  buckets: readonly MeasuredBucket[],
  recent: readonly MeasuredBucket[],
): RegionTraffic[] {
  const grouped = byRegion(buckets);
  const late = byRegion(recent);
  return names.map((region) => ({
    region,
    buckets: (grouped.get(region) ?? []).map((bucket) => ({
      fromMs: bucket.fromMs,
      color: bucket.color,
      configVersion: bucket.configVersion,
      ...numbersOf([bucket]),
    })),
    last: recentOf(late.get(region) ?? []),
  }));
}

function byRegion(buckets: readonly MeasuredBucket[]): Map<string, MeasuredBucket[]> {
  const regions = new Map<string, MeasuredBucket[]>();
  for (const bucket of buckets) {
    const existing = regions.get(bucket.region);
    if (existing === undefined) regions.set(bucket.region, [bucket]);
    else existing.push(bucket);
  }
  return regions;
}

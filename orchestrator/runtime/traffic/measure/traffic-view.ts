import type { MeasuredBucket } from '../../guardrails/measured.ts';
import { percentile } from '../../guardrails/percentile.ts';

/** Requests as numbers; percentiles in milliseconds, of those that were answered, null where none was. */
export interface TrafficNumbers {
  requests: number;
  /** Of the requests: answered with a status of 500 or above, or not in time. */
  errors: number;
  p50: number | null;
  p95: number | null;
  p99: number | null;
}

/** What one version of a region answered within one bucket of time. */
export interface TrafficBucket extends TrafficNumbers {
  /** Begin of the bucket, real time. */
  fromMs: number;
  color: string | null;
  configVersion: string | null;
}

export interface RegionTraffic {
  region: string;
  /** Oldest first. */
  buckets: readonly TrafficBucket[];
  /** The last 30 seconds. */
  last: RecentTraffic;
}

export interface RecentTraffic extends TrafficNumbers {
  /** 0 to 1; null where there was no request. */
  errorRate: number | null;
}

/** How the traffic is set. */
export interface TrafficStatus {
  isOn: boolean;
  ratePerSecond: number;
}

/** What of it is other than it was told before. */
export interface TrafficNews extends TrafficStatus {
  regions: readonly RegionTraffic[];
}

/** Everything of the last minutes. */
export interface TrafficView extends TrafficNews {
  bucketMs: number;
  /** Requests that were not sent, as too many to the same replica were under way. */
  heldBack: number;
  /** Regions on other machines, which have no traffic of ours. */
  skipped: readonly string[];
}

/** What `last` looks back on. */
export const RECENT_MS = 30_000;

/** The numbers of some buckets together. */
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
  const told = byRegion(buckets);
  const late = byRegion(recent);
  return names.map((region) => ({
    region,
    buckets: (told.get(region) ?? []).map((bucket) => ({
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
    const known = regions.get(bucket.region);
    if (known === undefined) regions.set(bucket.region, [bucket]);
    else known.push(bucket);
  }
  return regions;
}

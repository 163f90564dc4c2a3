import type { TrafficBucket } from '../../../orchestrator/runtime/traffic/measure/traffic-schema.ts';
import { BARS, BAR_MS, type Bar } from './lane-history.ts';

/** Merges buckets by start and version, and drops old ones. */
export function mergeBuckets(
  before: readonly TrafficBucket[],
  changed: readonly TrafficBucket[],
): TrafficBucket[] {
  const keyOf = ({ fromMs, configVersion }: TrafficBucket) => `${fromMs} ${configVersion ?? ''}`;
  const merged = new Map([...before, ...changed].map((bucket) => [keyOf(bucket), bucket]));
  const all = [...merged.values()].sort((one, other) => one.fromMs - other.fromMs);
  const oldestMs = (all.at(-1)?.fromMs ?? 0) - BARS * BAR_MS;
  return all.filter(({ fromMs }) => fromMs > oldestMs);
}

/** Replaces bars by measurements where there are any. */
export function withTraffic(bars: readonly Bar[], buckets: readonly TrafficBucket[]): Bar[] {
  const byBegin = new Map<number, TrafficBucket[]>();
  for (const bucket of buckets) {
    byBegin.set(bucket.fromMs, [...(byBegin.get(bucket.fromMs) ?? []), bucket]);
  }
  return bars.map((bar) => {
    const measured = byBegin.get(bar.fromMs) ?? [];
    const requests = measured.reduce((sum, one) => sum + one.requests, 0);
    if (requests === 0) return bar;
    const errors = measured.reduce((sum, one) => sum + one.errors, 0);
    return {
      ...bar,
      parts: measured.map(({ color, requests: count }) => ({ color, share: count / requests })),
      errorShare: errors / requests,
    };
  });
}

import { expect, it } from 'vitest';
import { barsOf } from '../../../../../services/dashboard/store/lane-history.ts';
import type { TrafficBucket } from '../../../../../orchestrator/runtime/traffic/measure/traffic-schema.ts';
import { mergeBuckets, withTraffic } from '../../../../../services/dashboard/store/traffic-bars.ts';

const T = 5_000_000;
const bucket = (
  fromMs: number,
  color: string,
  requests: number,
  more: Partial<TrafficBucket> = {},
): TrafficBucket => ({
  fromMs,
  color,
  configVersion: color,
  requests,
  errors: 0,
  p50: 1,
  p95: 2,
  p99: 3,
  ...more,
});

it('replaces a bucket that grew, keeps one per version, and drops the oldest', () => {
  const before = [bucket(T - 300_000, 'blue', 1), bucket(T - 5_000, 'blue', 3)];
  const merged = mergeBuckets(before, [
    bucket(T - 5_000, 'blue', 5),
    bucket(T - 5_000, 'purple', 2),
    bucket(T, 'purple', 1),
  ]);
  expect(merged.map(({ fromMs, color, requests }) => [fromMs - T, color, requests])).toEqual([
    [-5_000, 'blue', 5],
    [-5_000, 'purple', 2],
    [0, 'purple', 1],
  ]);
});

it('shows the shares of requests and errors with traffic, and the observed colours without', () => {
  const seen = barsOf([{ fromMs: 0, color: 'blue' }], T + 1, 2);
  const [older, now] = withTraffic(seen, [
    bucket(T, 'blue', 3),
    bucket(T, 'purple', 1, { errors: 1 }),
  ]);
  expect(older).toEqual({
    fromMs: T - 5_000,
    parts: [{ color: 'blue', share: 1 }],
    errorShare: null,
  });
  expect(now).toEqual({
    fromMs: T,
    parts: [
      { color: 'blue', share: 0.75 },
      { color: 'purple', share: 0.25 },
    ],
    errorShare: 0.25,
  });
});

import { expect, it } from 'vitest';
import {
  createBucketStore,
  type TrafficAnswer,
} from '../../../../../../orchestrator/runtime/traffic/measure/bucket-store.ts';
import { recentOf } from '../../../../../../orchestrator/runtime/traffic/measure/traffic-view.ts';

const answer = (more: Partial<TrafficAnswer> = {}): TrafficAnswer => ({
  ...{ status: 200, latencyMs: 4, color: 'blue', configVersion: '1' },
  ...more,
});
const purple = { color: 'purple', configVersion: '2' };
const west = (atMs: number, more: TrafficAnswer | null) => ({
  region: 'us-west1',
  atMs,
  answer: more,
});

it('keeps versions of one bucket apart, and what is not answered with the version before it', () => {
  const store = createBucketStore();
  const samples = [
    null,
    answer(),
    answer({ status: 500, latencyMs: 9 }),
    null,
    answer({ ...purple, status: 404 }),
    answer({ color: null, configVersion: null, status: 503 }),
  ];
  samples.forEach((one, index) => store.record(west(20_000 + index, one)));
  store.record(west(25_000, null));
  expect(
    store
      .since(20_000)
      .map(({ fromMs, color, configVersion, requests, errors, latenciesMs }) =>
        [fromMs, color, configVersion, requests, errors, latenciesMs.join(' ')].join(),
      ),
  ).toEqual([
    '20000,,,1,1,',
    '20000,blue,1,3,2,4 9',
    '20000,purple,2,2,1,4 4',
    '25000,purple,2,1,1,',
  ]);
  expect(store.since(20_001)).toHaveLength(1);
});

it('returns only the buckets that changed since a revision', () => {
  const store = createBucketStore();
  store.record(west(20_000, answer()));
  const first = store.changedAfter(0);
  expect(first.buckets).toHaveLength(1);
  expect(store.changedAfter(first.revision).buckets).toEqual([]);
  store.record(west(20_001, answer()));
  store.record(west(26_000, answer(purple)));
  expect(store.changedAfter(first.revision).buckets.map(({ requests }) => requests)).toEqual([
    2, 1,
  ]);
});

it('drops buckets older than ten minutes, and stays in order when the clock is set back', () => {
  const store = createBucketStore();
  store.record(west(0, answer()));
  store.record(west(300_000, answer()));
  store.record(west(600_000, answer()));
  store.record(west(10_000, answer()));
  const kept = store.since(0).map(({ fromMs, requests }) => [fromMs, requests]);
  expect(kept).toEqual([
    [300_000, 1],
    [600_000, 2],
  ]);
});

it('has percentiles of what was answered and a rate of errors over all', () => {
  const store = createBucketStore();
  expect(recentOf([])).toEqual({
    ...{ requests: 0, errors: 0, errorRate: null },
    ...{ p50: null, p95: null, p99: null },
  });
  for (let ms = 100; ms >= 1; ms--) store.record(west(ms * 300, answer({ latencyMs: ms })));
  for (let n = 0; n < 25; n++) store.record(west(29_999, null));
  expect(recentOf(store.since(0))).toEqual({
    ...{ requests: 125, errors: 25, errorRate: 0.2 },
    ...{ p50: 50, p95: 95, p99: 99 },
  });
});

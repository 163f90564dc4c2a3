import { describe, expect, it } from 'vitest';
import { judgeComparison } from '../../../../../orchestrator/core/guardrails/judge-comparison.ts';
import { comparedGroups } from '../../../../../orchestrator/core/guardrails/compared-groups.ts';
import { comparedEvidenceOf } from '../../../../../orchestrator/core/guardrails/evidence.ts';
import type { MeasuredBucket } from '../../../../../orchestrator/core/guardrails/measured.ts';
import type { GuardVerdict } from '../../../../../orchestrator/core/pipeline/records.ts';
import { guardrail } from '../../../../support/guardrail.ts';
import { measured, type Answers } from '../../../../support/measured-buckets.ts';
import { startStory } from '../../../../support/story.ts';
import { withPhases } from '../../../../support/walkthrough.ts';

const CANARY = 'us-west1/canary';
const REST = 'us-west1/rest';

interface Given {
  metric?: 'error-rate' | 'latency';
  fresh?: Answers[];
  baseline?: Answers[];
  regions?: string[];
  look?: number;
  isWindowOver?: boolean;
  before?: GuardVerdict;
}

function judgementOf({ metric = 'error-rate', before = 'pending', ...given }: Given) {
  const { fresh = [], baseline = [], regions = [REST], look = 3, isWindowOver = true } = given;
  const evidence = {
    ...{ regions, look, isWindowOver },
    fresh: fresh.map((answers) => measured({ region: CANARY, ...answers })),
    baseline: baseline.map((answers) => measured({ region: REST, version: 1, ...answers })),
  };
  const comparison = { metric, confidence: 0.95 };
  return judgeComparison(guardrail('', { comparison }), comparison, evidence, before);
}

const BAD = { requests: 1_000, errors: 31 };
const GOOD = { requests: 1_000, errors: 5 };
const LATER = { requests: 1_000, errors: 14 };

describe('the verdict of a comparison', () => {
  it.each<[string, Given]>([
    ['pending: 0 of 50 samples', { isWindowOver: false }],
    ['errored: it cannot be judged: no request was measured in 1m', {}],
    [
      'pending: 49 of 50 samples of the old version',
      { fresh: [BAD], baseline: [{ requests: 49 }], isWindowOver: false },
    ],
    [
      'errored: it cannot be judged: 49 of 50 samples of the old version as its baseline',
      { fresh: [BAD], baseline: [{ requests: 49 }] },
    ],
    [
      'breached: error-rate 3.1% (31 of 1,000 requests) against 0.5% (5 of 1,000 requests) at the same time in us-west1/rest: worse with 99.99% confidence, look 3',
      { fresh: [BAD], baseline: [GOOD], isWindowOver: false },
    ],
    [
      'passing: error-rate 1.4% (14 of 1,000 requests) against 0.5% (5 of 1,000 requests) at the same time in us-west1/rest: worse with 93.76% confidence (95% needed), look 1',
      { fresh: [LATER], baseline: [GOOD], look: 1 },
    ],
    [
      'passing: error-rate 1.4% (14 of 1,000 requests) against 0.5% (5 of 1,000 requests) at the same time in us-west1/rest: worse with 81.3% confidence (95% needed), look 2',
      { fresh: [LATER], baseline: [GOOD], look: 2 },
    ],
    [
      'breached: error-rate 1.4% (14 of 1,000 requests) against 0.5% (5 of 1,000 requests) at the same time in us-west1/rest: still worse, with 96.88% confidence at this look alone, look 2',
      { fresh: [LATER], baseline: [GOOD], look: 2, before: 'breached' },
    ],
    [
      'passing: error-rate 0.5% (5 of 1,000 requests) against 0.5% (5 of 1,000 requests) at the same time in us-west1/rest: worse with 0% confidence (95% needed), look 3',
      { fresh: [GOOD], baseline: [GOOD], before: 'breached' },
    ],
    [
      'pending: error-rate 0.5% (5 of 1,000 requests) against 0.5% (5 of 1,000 requests) when the old version last answered: worse with 0% confidence (95% needed), look 3',
      { fresh: [GOOD], baseline: [GOOD], regions: [], isWindowOver: false },
    ],
    [
      'passing: latency p50 20ms, p95 20ms (100 requests) against p50 10ms, p95 30ms (200 requests) at the same time in a, b, c and 1 more: slower in 50% of pairs, worse with 0% confidence (95% needed), look 3',
      {
        metric: 'latency',
        fresh: [{ latencyMs: 20 }],
        baseline: [{}, { latencyMs: 30 }],
        regions: ['a', 'b', 'c', 'd'],
      },
    ],
    [
      'breached: latency p50 20ms, p95 20ms (100 requests) against p50 10ms, p95 10ms (100 requests) at the same time in us-west1/rest: slower in 100% of pairs, worse with 99.99% confidence, look 3',
      { metric: 'latency', fresh: [{ latencyMs: 20 }], baseline: [{}] },
    ],
    [
      'passing: latency p50 10ms, p95 10ms (100 requests) against p50 20ms, p95 20ms (100 requests) at the same time in us-west1/rest: slower in 0% of pairs, worse with 0% confidence (95% needed), look 3',
      { metric: 'latency', fresh: [{}], baseline: [{ latencyMs: 20 }] },
    ],
    // No answer has a latency.
    [
      'errored: it cannot be judged: no request was measured in 1m',
      { metric: 'latency', fresh: [{ errors: 100 }], baseline: [{}] },
    ],
  ])('is %s', (expected, given) => {
    const { verdict, text } = judgementOf(given);
    expect(`${verdict}: ${text}`).toBe(expected);
  });

  it('contains the numbers that it depends on', () => {
    expect(judgementOf({ fresh: [BAD], baseline: [GOOD] })).toMatchObject({
      value: 0.031,
      baseline: 0.005,
      limit: null,
      samples: 1_000,
      comparison: { needed: 0.95, look: 3, samples: 1_000, regions: [REST] },
    });
  });
});

describe('the groups of a comparison', () => {
  const place = (name: string, environment = 'production') => ({ name, environment });
  const west = [place('us-west1/canary'), place('us-west1/rest')];
  const east = [place('us-east1/canary'), place('us-east1/rest')];

  it.each([
    ['cells of one region', [...west, place('eu')], [CANARY], [CANARY], [REST]],
    [
      'cells of each region that runs both versions',
      [...west, ...east, place('eu')],
      [CANARY, REST, 'us-east1/canary', 'eu'],
      ['us-east1/canary'],
      ['us-east1/rest'],
    ],
    [
      'regions of the same environment, where no region runs both',
      [...west, place('eu'), place('lab', 'dev')],
      [CANARY, REST],
      [CANARY, REST],
      ['eu'],
    ],
    [
      'only regions of an environment that runs both',
      [place('a'), place('b'), place('lab', 'dev')],
      ['a', 'lab'],
      ['a'],
      ['b'],
    ],
    ['nobody, once all run the new version', west, [CANARY, REST], [CANARY, REST], []],
    ['nobody of another environment', [place('a'), place('lab', 'dev')], ['a'], ['a'], []],
  ])('are %s', (_, places, released, fresh, old) => {
    expect(comparedGroups(places, new Set(released))).toEqual({ fresh, old });
  });
});

describe('the measurements of a comparison', () => {
  const release = startStory(withPhases([{ review: false, intervalMs: 0 }]))
    .changes('purple')
    .release();
  const evidence = (nowMs: number) =>
    comparedEvidenceOf(
      {
        ...{ release, sinceMs: 12_000, nowMs, windowMs: 20_000, baseline: [] },
        buckets: [0, 5, 10, 15, 20, 25, 30, 35, 40, 45].flatMap((seconds) => [
          measured({ region: CANARY, fromMs: seconds * 1_000 }),
          measured({ region: REST, version: 1, fromMs: seconds * 1_000 }),
          measured({ region: REST, fromMs: seconds * 1_000 }),
          measured({ region: 'other', version: 1, fromMs: seconds * 1_000 }),
        ]),
      },
      { fresh: [CANARY], old: [REST] },
    );
  const secondsOf = (buckets: readonly MeasuredBucket[]) =>
    buckets.map(({ fromMs }) => fromMs / 1_000);

  it.each([
    { nowMs: 14_000, look: 0, seconds: [] },
    { nowMs: 19_999, look: 0, seconds: [] },
    { nowMs: 20_000, look: 1, seconds: [15] },
    { nowMs: 24_999, look: 1, seconds: [15] },
    { nowMs: 35_000, look: 4, seconds: [15, 20, 25, 30] },
    { nowMs: 41_000, look: 5, seconds: [20, 25, 30, 35] },
  ])('are at $nowMs ms those of look $look, of both versions alike', ({ nowMs, look, seconds }) => {
    const seen = evidence(nowMs);
    expect(seen).toMatchObject({ look, regions: [REST], isWindowOver: look >= 4 });
    expect(secondsOf(seen.fresh)).toEqual(seconds);
    expect(secondsOf(seen.baseline)).toEqual(seconds);
    expect(
      seen.baseline.every(({ region, configVersion }) => region === REST && configVersion === '1'),
    ).toBe(true);
  });

  it('are of the last window of the old version, where nothing runs it any more', () => {
    const baseline = [0, 5, 10, 15, 20].map((seconds) =>
      measured({ region: REST, version: 1, fromMs: seconds * 1_000 }),
    );
    const { groups, ...input } = { groups: { fresh: [CANARY], old: [] }, release, baseline };
    const seen = comparedEvidenceOf(
      { ...input, buckets: [], sinceMs: 20_000, nowMs: 60_000, windowMs: 10_000 },
      groups,
    );
    expect(secondsOf(seen.baseline)).toEqual([15, 20]);
    expect(seen.regions).toEqual([]);
  });
});

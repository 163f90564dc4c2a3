import { describe, expect, it } from 'vitest';
import { judge } from '../../../../../orchestrator/core/guardrails/judge.ts';
import { guardrail } from '../../../../support/guardrail.ts';
import { measured, type Answers } from '../../../../support/measured-buckets.ts';

const ERRORS = 'error-rate <= 2%';
const SLOWER = 'p95 <= baseline.p95 * 1.5 + 20';

interface Case {
  check?: string;
  fresh?: Answers[];
  baseline?: Answers[];
  isWindowOver?: boolean;
}

function says({ check = ERRORS, fresh = [], baseline = [], isWindowOver = false }: Case) {
  const { verdict, text } = judge(guardrail(check), {
    fresh: fresh.map(measured),
    baseline: baseline.map((answers) => measured({ version: 1, ...answers })),
    isWindowOver,
  });
  return `${verdict}: ${text}`;
}

describe('the verdict of a guardrail', () => {
  it.each<[string, Case]>([
    ['pending: 0 of 50 samples', {}],
    ['errored: it cannot be judged: no request was measured in 1m', { isWindowOver: true }],
    ['pending: 49 of 50 samples', { fresh: [{ requests: 49, errors: 49 }], isWindowOver: true }],
    [
      'breached: error-rate 31.2% > 2% (312 of 1,000 requests in 1m), baseline 0.1%',
      {
        fresh: [
          { requests: 400, errors: 300 },
          { requests: 600, errors: 12, region: 'b' },
        ],
        baseline: [{ requests: 1000, errors: 1 }],
      },
    ],
    ['passing: error-rate 2% <= 2% (2 of 100 requests in 1m)', { fresh: [{ errors: 2 }] }],
    [
      'breached: p95 120ms > 35ms (100 requests in 1m), baseline 10ms',
      { check: SLOWER, fresh: [{ latencyMs: 120 }], baseline: [{}] },
    ],
    [
      'passing: p95 30ms <= 35ms (100 requests in 1m), baseline 10ms',
      { check: SLOWER, fresh: [{ latencyMs: 30 }], baseline: [{}] },
    ],
    [
      'pending: 49 of 50 samples of the old version',
      { check: SLOWER, fresh: [{}], baseline: [{ requests: 49 }] },
    ],
    [
      'errored: it cannot be judged: 0 of 50 samples of the old version as its baseline',
      { check: SLOWER, fresh: [{}], isWindowOver: true },
    ],
    [
      'errored: it cannot be judged: p95 <= 20ms is not a number',
      { check: 'p95 <= 20ms', fresh: [{ requests: 60, errors: 60 }] },
    ],
    [
      'errored: it cannot be judged: error-rate / baseline.error-rate <= 2 is not a number',
      { check: 'error-rate / baseline.error-rate <= 2', fresh: [{ errors: 1 }], baseline: [{}] },
    ],
    [
      'passing: p50 10ms <= 20ms (100 requests in 1m)',
      { check: `p50 <= 20ms or ${SLOWER}`, fresh: [{}], isWindowOver: true },
    ],
    [
      'breached: error-rate 3% > 2% (3 of 100 requests in 1m)',
      { check: `${SLOWER} and ${ERRORS}`, fresh: [{ errors: 3 }], isWindowOver: true },
    ],
    [
      'breached: p95 50ms > 40ms (100 requests in 1m), baseline 10ms',
      { check: '40ms >= p95', fresh: [{ latencyMs: 50 }], baseline: [{}] },
    ],
    [
      'breached: p95 / baseline.p95 3 > 2 (100 requests in 1m), baseline 1',
      { check: 'p95 / baseline.p95 <= 200%', fresh: [{ latencyMs: 30 }], baseline: [{}] },
    ],
  ])('is %s', (expected, given) => {
    expect(says(given)).toBe(expected);
  });

  it('contains the numbers that it depends on', () => {
    const evidence = { isWindowOver: false, fresh: [measured({ errors: 30 })], baseline: [] };
    expect(judge(guardrail(ERRORS), evidence)).toMatchObject({
      value: 0.3,
      limit: 0.02,
      baseline: null,
      samples: 100,
    });
  });
});

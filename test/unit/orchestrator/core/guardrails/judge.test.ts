import type {
  MeasuredBucket,
  Usage,
} from '../../../../../orchestrator/core/guardrails/measured.ts';
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

function usageOf({
  replica = 0,
  cpu = 0.5,
  memoryBytes = 1e8,
  problem = null,
  ...place
}: Partial<Usage> & Answers): MeasuredBucket {
  return { ...measured({ requests: 0, ...place }), usage: { replica, cpu, memoryBytes, problem } };
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

  it.each<[string, string, (Partial<Usage> & Answers)[]?]>([
    [
      'passing: memory 150MB <= 200MB (2 readings in 1m)',
      'memory <= 200MB',
      [{}, { memoryBytes: 2e8 }],
    ],
    [
      'breached: memory 200MB > 150MB (2 readings in 1m)',
      'memory <= 0.15GB',
      [{}, { replica: 1, memoryBytes: 2e8 }],
    ],
    ['breached: cpu 50% > 40% (1 reading in 1m)', 'cpu <= 40%', [{}]],
    ['pending: cpu is not known yet', 'cpu <= 40%', [{ cpu: null }]],
    [
      'errored: it cannot be judged: no replica says its cpu: it is gone',
      'cpu <= 40%',
      [{ cpu: null, problem: 'it is gone' }],
    ],
    ['errored: it cannot be judged: no replica says its memory', 'memory <= 200MB'],
    [
      'errored: it cannot be judged: no replica says its baseline.memory',
      'memory <= baseline.memory * 1.2',
      [{}],
    ],
  ])('of what replicas use is %s', (expected, check, readings = []) => {
    const fresh = readings.map(usageOf);
    const evidence = { fresh, baseline: [], isWindowOver: true };
    const { verdict, text } = judge(guardrail(check), evidence);
    expect(`${verdict}: ${text}`).toBe(expected);
  });

  it('compares what replicas use with those of the old version', () => {
    const evidence = {
      fresh: [usageOf({ memoryBytes: 3e8 })],
      baseline: [usageOf({ version: 1 })],
      isWindowOver: true,
    };
    expect(judge(guardrail('memory <= baseline.memory * 1.5'), evidence).text).toBe(
      'memory 300MB > 150MB (1 reading in 1m), baseline 100MB',
    );
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

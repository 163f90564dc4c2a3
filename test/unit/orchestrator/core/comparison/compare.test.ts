import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAnswerFault } from '../../../../../orchestrator/core/comparison/answer-fault.ts';
import { compare } from '../../../../../orchestrator/core/comparison/compare.ts';
import {
  contendersOf,
  usualTraffic,
} from '../../../../../orchestrator/core/comparison/contenders.ts';
import { parseDefinition } from '../../../../../orchestrator/core/definition/parse.ts';

const MINUTE_MS = 60_000;

/** Two regions: one first, guarded, or both at once. */
function definitionOf(canary: string) {
  return parseDefinition(
    `
environments: [{ name: production }]
regions:
  - { name: us-west1, environment: production, port: 4401 }
  - { name: us-east1, environment: production, port: 4402 }
dynamicConfigs:
  - { name: colorteller, pipeline: staged, defaultValue: { color: blue } }
pipelines:
  - name: staged
    phases:
      - name: canary
        timeInterval: 10m
        rules: [{ conditions: [{ type: custom_field, field: region, operator: any, targetValue: [us-west1] }] }]
        ${canary}
      - name: rest
        requiredReview: true
        rules: [{ conditions: [] }]
  - name: at-once
    phases: [{ name: all, rules: [{ conditions: [] }] }]
`,
    'colorteller.yaml',
  );
}

const GUARDED = definitionOf('guardrails: [{ name: errors, metric: error-rate, max: 2% }]');
const UNGUARDED = definitionOf('');

/** A tenth of each region first, with a guardrail. */
const byShare = (guardrail: string) =>
  parseDefinition(
    `
environments: [{ name: production }]
regions: [{ name: us-west1, environment: production, port: 4401 }]
dynamicConfigs: [{ name: colorteller, pipeline: steps, defaultValue: { color: blue } }]
pipelines:
  - name: steps
    steps: [10, 100]
    phases:
      - name: all
        timeInterval: 10m
        rules: [{ conditions: [] }]
        guardrails: [{ name: errors, metric: error-rate, window: 5m, ${guardrail} }]
`,
    'colorteller.yaml',
  );

interface Played {
  faults?: readonly string[];
  ratePerSecond?: number;
  noise?: number;
  seed?: number;
  approveAfterMs?: number | null;
  noticeAfterMs?: number | null;
  forMs?: number;
}

function play(definition = GUARDED, played: Played = {}) {
  const { faults = ['erroring@10%'], seed = 7, ratePerSecond = 4, ...rest } = played;
  const { noise = usualTraffic(definition).noise, ...people } = rest;
  return compare({
    contenders: contendersOf(definition, [], 'colorteller'),
    config: 'colorteller',
    change: { color: 'purple' },
    startMs: 0,
    approveAfterMs: 5 * MINUTE_MS,
    noticeAfterMs: null,
    forMs: 60 * MINUTE_MS,
    ...people,
    faults: faults.map((text) => parseAnswerFault(text, seed)),
    seed,
    traffic: { ...usualTraffic(definition), ratePerSecond, noise },
  }).pipelines;
}

describe('compare', () => {
  it('stops a fault at a guarded phase, and not where nothing guards it', () => {
    const [staged, atOnce] = play();
    expect(staged?.withFault).toMatchObject({
      status: 'ABORTED',
      regions: ['us-west1'],
      detectedBy: 'guardrail errors',
      restoredAfterMs: staged?.withFault.detectedAfterMs,
    });
    expect(staged?.withFault.restoredAfterMs).toBeLessThan(MINUTE_MS);
    expect(atOnce?.withFault).toMatchObject({
      status: 'COMPLETED',
      regions: ['us-west1', 'us-east1'],
      requestMinutes: 60,
      detectedAfterMs: null,
      restoredAfterMs: null,
    });
    expect(atOnce?.withFault.failures).toBeGreaterThan(staged?.withFault.failures ?? Infinity);
  });

  it('reaches a share of the users with a step, and counts the region that they are in', () => {
    const stepped = parseDefinition(
      `
environments: [{ name: production }]
regions:
  - { name: us-west1, environment: production, port: 4401 }
  - { name: us-east1, environment: production, port: 4402 }
dynamicConfigs:
  - { name: colorteller, pipeline: stepped, defaultValue: { color: blue } }
pipelines:
  - name: stepped
    steps: [10, 100]
    phases:
      - name: west
        timeInterval: 10m
        rules: [{ conditions: [{ type: custom_field, field: region, operator: any, targetValue: [us-west1] }] }]
`,
      'colorteller.yaml',
    );
    const [pipeline] = play(stepped, { forMs: 10 * MINUTE_MS });
    const { requests, requestMinutes, users, exposure } = pipeline?.withFault ?? {};
    expect(exposure?.map(({ regions }) => regions)).toEqual([['us-west1/step-10']]);
    expect(pipeline?.withFault.regions).toEqual(['us-west1']);
    // A tenth of half of the requests: 0.5 of 10 minutes, about 120 of 2,400, of a tenth of 5,000 users.
    expect(requestMinutes).toBe(0.5);
    expect(requests).toBeGreaterThan(85);
    expect(requests).toBeLessThan(160);
    expect(users).toBeLessThanOrEqual(requests ?? 0);
  });

  it('says when everyone has the change where all is well', () => {
    expect(play().map(({ allWell }) => allWell.everyoneAfterMs)).toEqual([15 * MINUTE_MS, 0]);
  });

  it('says that nobody approves, and ends there', () => {
    const [staged] = play(GUARDED, { approveAfterMs: null });
    expect(staged?.allWell).toMatchObject({ everyoneAfterMs: null, status: 'WAITING_FOR_REVIEW' });
    expect(staged?.allWell.waitsFor).toContain('phase "rest" waits for an approval');
  });

  it('lets a person take the change back, from a release that is complete too', () => {
    const noticed = play(UNGUARDED, { noticeAfterMs: 20 * MINUTE_MS });
    for (const { withFault } of noticed) {
      expect(withFault).toMatchObject({
        detectedBy: 'a person',
        detectedAfterMs: 20 * MINUTE_MS,
        restoredAfterMs: 20 * MINUTE_MS,
      });
    }
    // Half of the requests for 15 minutes, then all of them for 5.
    expect(noticed.map(({ withFault }) => withFault.requestMinutes)).toEqual([12.5, 20]);
  });

  it('sees answers that are late by a percentile', () => {
    const definition = definitionOf(
      'guardrails: [{ name: tail, check: p95 <= baseline.p95 * 1.5 + 20 }]',
    );
    const by = (fault: string) => play(definition, { faults: [fault] })[0]?.withFault.detectedBy;
    expect(by('slow@20%+300ms')).toBe('guardrail tail');
    expect(by('slow@20%+1ms')).toBeNull();
  });

  it('does not wait for guardrails of what replicas use', () => {
    const limited = definitionOf('guardrails: [{ name: big, metric: memory, max: 200MB }]');
    const [staged] = play(limited, { faults: [] });
    expect(staged?.allWell).toMatchObject({ status: 'COMPLETED' });
  });

  it('tells a fault of the change from noise that all share, where a guardrail compares the two versions', () => {
    const noisy = {
      ratePerSecond: 30,
      noise: 0.04,
      faults: ['erroring@6%'],
      forMs: 30 * MINUTE_MS,
    };
    const [limited] = play(byShare('max: 3%'), noisy);
    expect(limited).toMatchObject({
      withFault: { detectedBy: 'guardrail errors' },
      allWell: { status: 'ABORTED' },
    });
    const [compared] = play(byShare('noWorseThan: baseline'), noisy);
    expect(compared).toMatchObject({
      withFault: { status: 'ABORTED', detectedBy: 'guardrail errors' },
      allWell: { status: 'COMPLETED', everyoneAfterMs: 10 * MINUTE_MS },
    });
    expect(compared?.withFault.abortedBy).toMatch(
      /against .* at the same time in us-west1\/step-100: worse with 9[\d.]+% confidence, look \d+$/,
    );
  });

  it('plays a fault with a colour on the regions that answer it', () => {
    const [, atOnce] = play(GUARDED, { faults: ['erroring=blue'] });
    expect(atOnce?.withFault.failures).toBe(0);
  });

  it('refuses faults of anything but answers', () => {
    expect(() => parseAnswerFault('gone:us-west1', 1)).toThrow('no fault of what a region answers');
    expect(() => parseAnswerFault('hangs-up', 1)).toThrow('no fault of what a region answers');
    expect(() => parseAnswerFault('erroring+3s', 1)).toThrow('only hangs and slow take a duration');
  });

  it('plays the same for a seed, and a guardrail never widens what a fault reaches', () => {
    const seeds = fc.nat({ max: 100_000 });
    const percentages = fc.integer({ min: 1, max: 30 });
    fc.assert(
      fc.property(seeds, percentages, (seed, percentage) => {
        const faults = [`erroring@${percentage}%`];
        const guarded = play(GUARDED, { faults, seed, forMs: 5 * MINUTE_MS });
        expect(play(GUARDED, { faults, seed, forMs: 5 * MINUTE_MS })).toEqual(guarded);
        const [with_, without] = [
          guarded,
          play(UNGUARDED, { faults, seed, forMs: 5 * MINUTE_MS }),
        ].map(([staged]) => staged!.withFault);
        expect(with_!.requestMinutes).toBeLessThanOrEqual(without!.requestMinutes);
        expect(without!.regions).toEqual(expect.arrayContaining(with_!.regions));
        expect(with_!.failures).toBeLessThanOrEqual(with_!.requests);
      }),
      { numRuns: 4 },
    );
  });
});

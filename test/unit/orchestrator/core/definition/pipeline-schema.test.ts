import { describe, expect, it } from 'vitest';
import { parseDefinition } from '../../../../../orchestrator/core/definition/parse.ts';
import { walkthroughFile } from '../../../../../orchestrator/core/definition/walkthrough.ts';
import { AppError } from '../../../../../orchestrator/common/errors/app-error.ts';

const GOOD = walkthroughFile({ 'us-west1': 4401, 'us-central1': 4402 });
const REVIEW = 'requiredReview: true\n        rules';
const phaseWith = (keys: string) => GOOD.replace(REVIEW, `${keys}\n        rules`);
const windowWith = (keys: string) =>
  `${GOOD}changeWindows:\n  - { name: w, kind: deny, ${keys} }\n`;

const problemOf = (text: string): string => {
  try {
    parseDefinition(text, 'w.yaml');
  } catch (error) {
    if (error instanceof AppError && error.code === 'WORKSPACE_INVALID') return error.message;
    throw error;
  }
  throw new Error('the definition was accepted');
};

describe('the keys of a phase', () => {
  it('are read, with defaults for those that are left out', () => {
    const text = phaseWith(
      'requiredReview: true\n        minimumApprovals: 2\n        selfApproval: false\n        approvalTimeout: 1h30m\n        onApprovalTimeout: skip',
    );
    const [first, second] = parseDefinition(text, 'w.yaml').pipelines[0]!.phases;
    expect(first).toMatchObject({
      minimumApprovals: 2,
      selfApproval: false,
      approvalTimeoutMs: 5_400_000,
      onApprovalTimeout: 'skip',
    });
    expect(second).toMatchObject({
      minimumApprovals: 1,
      selfApproval: true,
      approvalTimeoutMs: null,
      onApprovalTimeout: 'abort',
    });
  });

  it.each([
    ['minimumApprovals: 2', /minimumApprovals has no effect without requiredReview: true; add/],
    ['selfApproval: false', /selfApproval has no effect without requiredReview: true/],
    ['approvalTimeout: 1h', /approvalTimeout has no effect without requiredReview: true/],
    [
      'requiredReview: true\n        onApprovalTimeout: skip',
      /w\.yaml:27 .*onApprovalTimeout has no effect without approvalTimeout/,
    ],
    ['requiredReview: true\n        minimumApprovals: 0', /phases\.0\.minimumApprovals: .*>=1/],
    ['requiredReview: true\n        minimumApprovals: 1.5', /phases\.0\.minimumApprovals/],
    ['requiredReview: true\n        approvalTimeout: soon', /"soon" is not a duration/],
    [
      'requiredReview: true\n        approvalTimeout: 1h\n        onApprovalTimeout: wait',
      /onApprovalTimeout: .*"abort"\|"skip"\|"approve"/,
    ],
  ])('are refused with their place: %s', (keys, problem) => {
    expect(problemOf(phaseWith(keys))).toMatch(problem);
  });
});

describe('the guardrails of a phase', () => {
  const guarded = (...guardrails: string[]) =>
    phaseWith(
      `requiredReview: true\n        guardrails:${guardrails.map((one) => `\n          - { ${one} }`).join('')}`,
    );
  const read = (...guardrails: string[]) =>
    parseDefinition(guarded(...guardrails), 'w.yaml').pipelines[0]!.phases[0]!.guardrails;

  it('are read, a metric with its max as a check, with defaults for what is left out', () => {
    expect(read('name: errors, metric: error-rate, max: 2%')).toEqual([
      {
        name: 'errors',
        check: 'error-rate <= 2%',
        windowMs: 60_000,
        minimumSamples: 50,
        onBreach: 'abort',
        onError: 'hold',
        dryRun: false,
      },
    ]);
  });

  it('are read with all that can be said of them', () => {
    const rest = 'window: 30s, minimumSamples: 10, onBreach: hold, onError: continue, dryRun: true';
    expect(read(`name: slow, check: p95 <= baseline.p95 * 1.5 + 20, ${rest}`)).toEqual([
      {
        name: 'slow',
        check: 'p95 <= baseline.p95 * 1.5 + 20',
        windowMs: 30_000,
        minimumSamples: 10,
        onBreach: 'hold',
        onError: 'continue',
        dryRun: true,
      },
    ]);
  });

  it('are left out of the definition where there are none, so that older logs stay the same', () => {
    expect(parseDefinition(GOOD, 'w.yaml').pipelines[0]!.phases[0]).not.toHaveProperty(
      'guardrails',
    );
  });

  it('are read as a comparison with the old version, 95 % sure where nothing is said', () => {
    expect(
      read(
        'name: e, metric: error-rate, noWorseThan: baseline',
        'name: l, metric: latency, noWorseThan: baseline, confidence: 0.999',
      ),
    ).toMatchObject([
      {
        check: 'error-rate no worse than baseline',
        comparison: { metric: 'error-rate', confidence: 0.95 },
      },
      {
        check: 'latency no worse than baseline',
        comparison: { metric: 'latency', confidence: 0.999 },
      },
    ]);
  });

  it('are read as a query of a Prometheus server, at its address without an ending slash', () => {
    expect(
      read("name: e, prometheus: { url: 'http://127.0.0.1:9090/', query: sum(up) }, max: 0.5"),
    ).toMatchObject([
      {
        check: 'sum(up) <= 0.5',
        prometheus: { url: 'http://127.0.0.1:9090', query: 'sum(up)', max: 0.5 },
      },
    ]);
  });

  it.each([
    [
      "name: e, prometheus: { url: 'http://127.0.0.1:9090', query: up }, max: 2%",
      /guardrails\.0\.prometheus: beside prometheus a guardrail has its max alone, a number/,
    ],
    [
      "name: e, prometheus: { url: 'http://127.0.0.1:9090', query: up }, max: 2, metric: p95",
      /guardrails\.0\.prometheus: beside prometheus/,
    ],
    [
      "name: e, prometheus: { url: 'http://me:secret@127.0.0.1:9090', query: up }, max: 2",
      /guardrails\.0\.prometheus\.url: an address without a password/,
    ],
    [
      "name: e, prometheus: { url: 'file:///etc/passwd', query: up }, max: 2",
      /guardrails\.0\.prometheus\.url: an address such as/,
    ],
    [
      'name: e, check: p96 <= 20ms',
      /w\.yaml:28 pipelines\.0\.phases\.0\.guardrails\.0\.check: "p96 <= 20ms": there is no metric "p96"/,
    ],
    [
      'name: e, metric: error-rate, max: 250ms',
      /guardrails\.0\.max: "error-rate <= 250ms": .* puts together a share .* and milliseconds/,
    ],
    [
      'name: e, metric: p95, noWorseThan: baseline',
      /guardrails\.0\.metric: noWorseThan compares error-rate or latency, not p95/,
    ],
    [
      'name: e, metric: latency, max: 250ms',
      /guardrails\.0\.metric: latency goes with noWorseThan: baseline; a limit is one of a percentile/,
    ],
    [
      'name: e, metric: latency, noWorseThan: yesterday',
      /guardrails\.0\.noWorseThan: .*"baseline"/,
    ],
    ['name: e, metric: p95, max: 4, noWorseThan: baseline', /a guardrail has either a metric/],
    ['name: e, noWorseThan: baseline', /a guardrail has either a metric/],
    [
      'name: e, metric: p95, max: 4, confidence: 0.9',
      /guardrails\.0\.confidence: only a guardrail with/,
    ],
    [
      'name: e, metric: latency, noWorseThan: baseline, confidence: 95',
      /guardrails\.0\.confidence/,
    ],
    ['name: e, metric: disk, max: 2%', /guardrails\.0\.metric: .*"error-rate"\|"p50"/],
    ['name: e, metric: p95', /guardrails\.0\.name: a guardrail has either a metric and its max/],
    [
      'name: e, max: 2%, check: p95 <= 4',
      /a guardrail has either a metric and its max, or a check/,
    ],
    [
      'name: e, metric: p95, max: 4, window: 10m',
      /guardrails\.0\.window: a window must be 5s to 5m/,
    ],
    ['name: e, metric: p95, max: 4, onBreach: stop', /guardrails\.0\.onBreach/],
  ])('are refused with their place: %s', (guardrail, problem) => {
    expect(problemOf(guarded(guardrail))).toMatch(problem);
  });

  it('have each a name of their own', () => {
    const twice = 'name: e, metric: p95, max: 4';
    expect(problemOf(guarded(twice, twice))).toMatch(/w\.yaml:29 .*1\.name: "e" is used twice/);
  });
});

describe('onChange of a pipeline', () => {
  const withOnChange = (value: string) =>
    GOOD.replace('- name: region-by-region', `- name: region-by-region\n    onChange: ${value}`);

  it('is refuse where nothing is said', () => {
    expect(parseDefinition(GOOD, 'w.yaml').pipelines[0]?.onChange).toBe('refuse');
    expect(parseDefinition(withOnChange('supersede'), 'w.yaml').pipelines[0]?.onChange).toBe(
      'supersede',
    );
  });

  it('is one of two', () => {
    expect(problemOf(withOnChange('queue'))).toMatch(/pipelines\.0\.onChange: .*"refuse"/);
  });
});

describe('pipelineRequired of an environment', () => {
  it('is true where nothing is said, and a yes or no', () => {
    const text = GOOD.replace('- name: staging', '- { name: staging, pipelineRequired: false }');
    expect(parseDefinition(text, 'w.yaml').environments).toEqual([
      { name: 'development', pipelineRequired: true },
      { name: 'staging', pipelineRequired: false },
      { name: 'production', pipelineRequired: true },
    ]);
    expect(problemOf(text.replace('false }', 'maybe }'))).toMatch(/environments\.1\.pipelineReq/);
  });
});

describe('a change window', () => {
  it('is read on both levels, with defaults filled in', () => {
    const text = windowWith('rule: FREQ=WEEKLY;BYDAY=FR;BYHOUR=16, duration: 8h').replace(
      '- name: region-by-region',
      '- name: region-by-region\n    changeWindows:\n      - { name: once, kind: allow, start: 2026-12-24T18:00, duration: 1h, timeZone: Europe/Berlin }',
    );
    const definition = parseDefinition(text, 'w.yaml');
    expect(definition.changeWindows).toEqual([
      {
        name: 'w',
        kind: 'deny',
        rule: 'FREQ=WEEKLY;BYDAY=FR;BYHOUR=16',
        start: '2020-01-01',
        durationMs: 28_800_000,
        timeZone: 'UTC',
      },
    ]);
    expect(definition.pipelines[0]?.changeWindows).toMatchObject([
      { name: 'once', rule: null, start: '2026-12-24T18:00', timeZone: 'Europe/Berlin' },
    ]);
  });

  it.each([
    ['62h', { durationMs: 62 * 3_600_000 }],
    ['2d14h', { durationMs: 62 * 3_600_000, durationDays: 2 }],
    ['1w 1d', { durationMs: 8 * 86_400_000, durationDays: 8 }],
    ['1.5d', { durationMs: 36 * 3_600_000 }],
    ['90000', undefined],
  ])('has the days of %s counted by the calendar', (duration, expected) => {
    const text = windowWith(`rule: FREQ=MONTHLY, duration: ${duration}`);
    const [window] = parseDefinition(text, 'w.yaml').changeWindows;
    const { durationMs, durationDays } = window!;
    expect({ durationMs, ...(durationDays === undefined ? {} : { durationDays }) }).toEqual(
      expected ?? { durationMs: 90_000 },
    );
  });

  it.each([
    ['duration: 1h', /w\.yaml:\d+ changeWindows\.0.*: a window has a rule \(again and again\) or/],
    ['start: 2026-12-24, duration: 0s', /changeWindows\.0\.duration: a window of no duration/],
    ['start: 2026-12-24', /changeWindows\.0/],
    ['start: tomorrow, duration: 1h', /0\.start: write a local date and time such as 2026-12-24/],
    ['start: 2026-02-30, duration: 1h', /0\.start: not a valid date and time/],
    [
      'start: 2026-12-24, duration: 1h, timeZone: Mars',
      /0\.timeZone: "Mars" is not an IANA time zone/,
    ],
    ['rule: FREQ=SOMETIMES, duration: 1h', /0\.rule: .*FREQ=SOMETIMES: allowed is YEARLY, MONTHLY/],
    ['rule: FREQ=SECONDLY, duration: 1h', /0\.rule: .*FREQ=SECONDLY: allowed is YEARLY/],
    ['rule: BYDAY=MO, duration: 1h', /0\.rule: .*FREQ is missing/],
    ['rule: FREQ=WEEKLY;BYDAY=XX, duration: 1h', /0\.rule: .*BYDAY=XX: allowed is MO, TU/],
    ['rule: FREQ=DAILY;BYHOUR=24, duration: 1h', /0\.rule: .*BYHOUR=24: allowed is 0 to 23/],
    ['rule: FREQ=DAILY;BYHUOR=9, duration: 1h', /0\.rule: .*"BYHUOR=9" is no part of a rule/],
    ['rule: FREQ=DAILY;BYMONTHDAY=-32, duration: 1h', /BYMONTHDAY=-32: allowed is 1 to 31, or/],
    ['rule: FREQ=DAILY;FREQ=DAILY, duration: 1h', /0\.rule: .*FREQ is in it twice/],
    ['rule: FREQ=DAILY;UNTIL=soon, duration: 1h', /UNTIL=soon: allowed is a time such as/],
    ['rule: FREQ=HOURLY;COUNT=200000, duration: 1h', /COUNT=200000: allowed is 1 to 1000/],
    [
      'rule: FREQ=DAILY;COUNT=3;UNTIL=20300101T000000Z, duration: 1h',
      /0\.rule: .*it has COUNT and UNTIL; use one/,
    ],
    [
      'rule: FREQ=DAILY;UNTIL=20190101T000000Z, duration: 1h',
      /0\.rule: no window would ever begin by this rule/,
    ],
    ['rule: FREQ=DAILY, duration: 1d', /0\.rule: more than 100 windows follow one another/],
    ['rule: FREQ=MINUTELY, duration: 1m', /0\.rule: more than 100 windows follow one another/],
    ['rule: FREQ=MINUTELY;INTERVAL=5;BYMONTHDAY=1, duration: 5m', /write one longer window/],
    [
      'rule: FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30, duration: 1h',
      /0\.rule: not a valid recurrence rule/,
    ],
  ])('with %s is refused, naming the place', (keys, problem) => {
    expect(problemOf(windowWith(keys))).toMatch(problem);
  });

  it('of another kind than allow and deny is refused', () => {
    const text = windowWith('start: 2026-12-24, duration: 1h').replace('deny', 'forbid');
    expect(problemOf(text)).toMatch(/changeWindows\.0\.kind/);
  });
});

import { describe, expect, it } from 'vitest';
import type { ChangeWindow } from '../../../../../orchestrator/core/definition/definition.ts';
import { closureAt, nextOpenMs } from '../../../../../orchestrator/core/pipeline/change-windows.ts';
import { startStory } from '../../../../support/story.ts';
import { pipelinesWith, withPhases } from '../../../../support/walkthrough.ts';

const HOUR = 3_600_000;
const ms = (text: string) => Date.parse(text);
const window = (change: Partial<ChangeWindow>): ChangeWindow => ({
  name: 'w',
  kind: 'deny',
  rule: null,
  start: '2020-01-01',
  durationMs: HOUR,
  timeZone: 'UTC',
  ...change,
});
const berlin = (change: Partial<ChangeWindow>) => window({ timeZone: 'Europe/Berlin', ...change });
const upTo = (hour: number) => Array.from({ length: hour + 1 }, (_, index) => index).join(',');
const officeHours = window({
  name: 'office hours',
  kind: 'allow',
  rule: 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=9',
  durationMs: 8 * HOUR,
  timeZone: 'Europe/Berlin',
});
const freeze = window({
  name: 'Friday freeze',
  rule: 'FREQ=WEEKLY;BYDAY=FR;BYHOUR=12',
  durationMs: 12 * HOUR,
  timeZone: 'Europe/Berlin',
});
const holidays = window({
  name: 'holidays',
  start: '2026-12-24T18:00',
  durationMs: 48 * HOUR,
  timeZone: 'Europe/Berlin',
});

describe('the next moment at which phases may start', () => {
  const rows: [string, ChangeWindow[], from: string, open: string | undefined][] = [
    ['is now where there is no window', [], '2026-11-21T03:00Z', '2026-11-21T03:00Z'],
    ['is now inside an allow window', [officeHours], '2026-11-20T10:00Z', '2026-11-20T10:00Z'],
    ['is the first millisecond of it', [officeHours], '2026-11-20T08:00Z', '2026-11-20T08:00Z'],
    ['is not its end', [officeHours], '2026-11-20T16:00Z', '2026-11-23T08:00Z'],
    ['is the next beginning outside', [officeHours], '2026-11-21T03:00Z', '2026-11-23T08:00Z'],
    ['is the end of a deny window', [freeze], '2026-11-20T15:00Z', '2026-11-20T23:00Z'],
    ['is now outside a deny window', [freeze], '2026-11-20T10:59Z', '2026-11-20T10:59Z'],
    ['is neither denied', [officeHours, freeze], '2026-11-20T11:00Z', '2026-11-23T08:00Z'],
    ['is after a one-off window', [holidays], '2026-12-25T00:00Z', '2026-12-26T17:00Z'],
    ['is now before it', [holidays], '2026-12-24T16:59:59Z', '2026-12-24T16:59:59Z'],
    ['is at its end', [holidays], '2026-12-26T17:00Z', '2026-12-26T17:00Z'],
    [
      'is at nine o’clock before the clocks change in Berlin',
      [officeHours],
      '2026-03-27T20:00Z',
      '2026-03-30T07:00Z',
    ],
    [
      'is at nine o’clock after they change back',
      [officeHours],
      '2026-10-23T20:00Z',
      '2026-10-26T08:00Z',
    ],
    [
      'is when the clock goes on, in a night that does not have the hour',
      [
        window({
          kind: 'allow',
          rule: 'FREQ=DAILY;BYHOUR=2;BYMINUTE=30',
          timeZone: 'Europe/Berlin',
        }),
      ],
      '2026-03-28T12:00Z',
      '2026-03-29T01:00Z',
    ],
    [
      'is the first of either',
      [officeHours, window({ kind: 'allow', start: '2026-11-21T12:00' })],
      '2026-11-21T03:00Z',
      '2026-11-21T12:00Z',
    ],
    [
      'is at midnight after a day of 25 hours',
      [berlin({ rule: 'FREQ=WEEKLY;BYDAY=SU;BYHOUR=0', durationDays: 1, durationMs: 24 * HOUR })],
      '2027-10-31T12:00Z',
      '2027-10-31T23:00Z',
    ],
    [
      'is at midnight after a day of 23 hours',
      [berlin({ rule: 'FREQ=WEEKLY;BYDAY=SU;BYHOUR=0', durationDays: 1, durationMs: 24 * HOUR })],
      '2027-03-28T12:00Z',
      '2027-03-28T22:00Z',
    ],
    [
      'is 24 hours later by the clock where hours are given',
      [berlin({ rule: 'FREQ=WEEKLY;BYDAY=SU;BYHOUR=0', durationMs: 24 * HOUR })],
      '2027-10-31T12:00Z',
      '2027-10-31T22:00Z',
    ],
    [
      'is after the hour of a freeze that begins where the clock goes on',
      [berlin({ rule: 'FREQ=DAILY;BYHOUR=2;BYMINUTE=30' })],
      '2027-03-28T01:30Z',
      '2027-03-28T02:00Z',
    ],
    [
      'is after the first of two hours with the same name',
      [berlin({ rule: 'FREQ=DAILY;BYHOUR=2' })],
      '2027-10-31T00:30Z',
      '2027-10-31T01:00Z',
    ],
    [
      'is at ten where each minute before is denied',
      [window({ rule: `FREQ=MINUTELY;BYHOUR=${upTo(21)}`, durationMs: 60_000 })],
      '2026-11-21T00:30Z',
      '2026-11-21T22:00Z',
    ],
    [
      'is at ten where each hour before is denied, on a day of 25 hours, too',
      [berlin({ rule: `FREQ=MINUTELY;BYHOUR=${upTo(21)}`, durationMs: 60_000 })],
      '2027-10-31T00:30Z',
      '2027-10-31T21:00Z',
    ],
    [
      'is on the first of January where each minute of December is denied',
      [berlin({ rule: 'FREQ=MINUTELY;BYMONTH=12', durationMs: 60_000 })],
      '2026-12-03T00:30Z',
      '2026-12-31T23:00Z',
    ],
    [
      'is after the last window of a rule that ends in UTC',
      [berlin({ rule: 'FREQ=DAILY;BYHOUR=1;UNTIL=20261121T000000Z' })],
      '2026-11-21T00:30Z',
      '2026-11-21T01:00Z',
    ],
    [
      'follows the last Friday of the month',
      [window({ kind: 'allow', rule: 'FREQ=MONTHLY;BYDAY=-1FR;BYHOUR=16' })],
      '2026-11-21T03:00Z',
      '2026-11-27T16:00Z',
    ],
    [
      'never comes after the last window',
      [window({ kind: 'allow', rule: 'FREQ=DAILY;UNTIL=20260101T000000Z' })],
      '2026-11-21T03:00Z',
      undefined,
    ],
    [
      'never comes where every day is denied',
      [window({ rule: 'FREQ=DAILY', durationMs: 24 * HOUR })],
      '2026-11-21T03:00Z',
      undefined,
    ],
  ];
  it.each(rows)('%s', (_, windows, from, open) => {
    const next = nextOpenMs(windows, ms(from));
    expect(next).toBe(open === undefined ? undefined : ms(open));
    expect(closureAt(windows, ms(from)) === undefined).toBe(from === open);
  });

  it('is answered the same however the questions before it jumped about', () => {
    const asked = ['2026-11-20T15:00Z', '2027-03-01T00:00Z', '2026-11-20T15:00Z'];
    const answers = asked.map((text) => nextOpenMs([officeHours, freeze], ms(text)));
    expect(answers[2]).toBe(answers[0]);
  });
});

describe('a closed window', () => {
  const phases = [
    { review: true, intervalMs: HOUR },
    { review: false, intervalMs: HOUR },
  ];
  const at = (text: string) => startStory(withPhases(phases), ms(text));
  const frozen = startStory(
    pipelinesWith(withPhases(phases), { changeWindows: [freeze] }),
    ms('2026-11-20T15:00Z'),
  );

  it('keeps an approved phase from starting, says until when, and lets it start then', () => {
    frozen.changes('purple').acts('phase-approved');
    expect(frozen.wait()).toMatchObject({
      kind: 'block',
      reason: 'phase "phase-0" may not start: change window "Friday freeze" lets nothing start',
      untilMs: ms('2026-11-20T23:00Z'),
      endedBy: 'the change window, or anyone who aborts',
    });
    expect([frozen.status(), frozen.wakesAt()]).toEqual(['IN_PROGRESS', 8 * HOUR]);
    frozen.passes(8 * HOUR - 1);
    expect(frozen.colors()).toEqual(['blue', 'blue']);
    frozen.passes(8 * HOUR + 5);
    expect(frozen.colors()).toEqual(['purple', 'blue']);
    expect(frozen.release().records[0]?.startedAtMs).toBe(ms('2026-11-20T23:00Z'));
  });

  it.each([
    { level: 'the workspace', definition: { ...withPhases(phases), changeWindows: [freeze] } },
    {
      level: 'the pipeline',
      definition: pipelinesWith(withPhases(phases), { changeWindows: [freeze] }),
    },
  ])(
    'of $level refuses full rollout and skipping the last phase; abort is free',
    ({ definition }) => {
      const story = startStory(definition, ms('2026-11-20T15:00Z')).changes('purple');
      expect(story.can('rollout')).toMatchObject({
        code: 'WINDOW_CLOSED',
        reason: 'change window "Friday freeze" lets nothing start',
        action: 'Abort is possible; otherwise wait for the change window.',
      });
      story.acts('phase-skipped');
      expect(story.can('skip')).toMatchObject({ code: 'WINDOW_CLOSED' });
      story.acts('release-aborted');
      expect(story.status()).toBe('ABORTED');
    },
  );

  it('of the pipeline and of the workspace both count', () => {
    const definition = pipelinesWith(withPhases(phases), { changeWindows: [officeHours] });
    const story = startStory({ ...definition, changeWindows: [freeze] }, ms('2026-11-20T15:00Z'));
    story.changes('purple').acts('phase-approved');
    expect(story.wait()?.untilMs).toBe(ms('2026-11-23T08:00Z'));
  });

  it('names the windows where it is outside all of them', () => {
    expect(closureAt([officeHours], ms('2026-11-21T03:00Z'))?.reason).toBe(
      'it is outside the change windows ("office hours")',
    );
  });

  it('keeps a release from completing by itself', () => {
    const definition = { ...withPhases(phases), changeWindows: [freeze] };
    const story = startStory(definition, ms('2026-11-20T09:30Z'))
      .changes('purple')
      .acts('phase-approved');
    story.passes(4 * HOUR);
    expect(story.wait()?.reason).toBe(
      'every phase is live; the release may not complete: change window "Friday freeze" lets nothing start',
    );
    expect(story.wakesAt()).toBe(13.5 * HOUR);
    story.passes(14 * HOUR);
    expect(story.release().stage).toEqual({ kind: 'completed', atMs: ms('2026-11-20T23:00Z') });
  });

  it('that never opens is waited for until a person acts', () => {
    const never = window({ name: 'never', kind: 'allow', start: '2020-01-01' });
    const story = startStory(
      { ...withPhases(phases), changeWindows: [never] },
      ms('2026-11-20T15:00Z'),
    );
    story.changes('purple').acts('phase-approved');
    expect([story.wait()?.untilMs, story.wakesAt()]).toEqual([null, undefined]);
  });

  it('refuses a change that would reach everyone at once', () => {
    const definition = { ...withPhases(phases), changeWindows: [freeze] };
    const dynamicConfigs = definition.dynamicConfigs.map((one) => ({ ...one, pipeline: null }));
    const story = startStory({ ...definition, dynamicConfigs }, ms('2026-11-20T15:00Z'));
    expect(story.tries(story.change('purple'))).toMatchObject({
      code: 'WINDOW_CLOSED',
      reason:
        '"colorteller" would change for everyone at once, and change window "Friday freeze" lets nothing start',
    });
  });

  it('that is taken out of the workspace file lets phases start at that time', () => {
    const story = at('2026-11-20T15:00Z').redefines({
      ...withPhases(phases),
      changeWindows: [freeze],
    });
    story.changes('purple').acts('phase-approved').at(500).redefines(withPhases(phases));
    expect(story.release().records[0]?.startedAtMs).toBe(ms('2026-11-20T15:00Z') + 500);
  });
});

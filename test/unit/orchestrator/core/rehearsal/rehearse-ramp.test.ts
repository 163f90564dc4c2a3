import { describe, expect, it } from 'vitest';
import { parseFault } from '../../../../../orchestrator/core/rehearsal/fault.ts';
import { rehearseRamp } from '../../../../../orchestrator/core/rehearsal/rehearse-ramp.ts';
import { ramping, withSwitch } from '../../../../support/ramping.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const START_MS = 1_000_000;

function rehearse(faults: readonly string[] = [], definition = ramping(), name = 'sparkle') {
  return rehearseRamp({ definition, name, startMs: START_MS, faults: faults.map(parseFault) });
}

/** Each step with its time since the start, and what delays it. */
const course = ({ steps }: ReturnType<typeof rehearse>) =>
  steps.map(({ percentage, atMs, delayedBy }) => [
    percentage,
    atMs === null ? null : atMs - START_MS,
    delayedBy,
  ]);

describe('the rehearsal of a ramp', () => {
  it('has each step at its time', () => {
    const rehearsal = rehearse();
    expect(course(rehearsal)).toEqual([
      [1, 0, null],
      [10, DAY, null],
      [50, 2 * DAY, null],
      [100, 3 * DAY, null],
    ]);
    expect(rehearsal.endsAtMs).toBe(START_MS + 3 * DAY);
  });

  it('is delayed by a hold, and every step after it', () => {
    const rehearsal = rehearse(['hold@23h+2h']);
    expect(course(rehearsal).slice(1)).toEqual([
      [10, 25 * HOUR, 'everything is held by fault: rehearsed'],
      [50, DAY + 25 * HOUR, null],
      [100, 2 * DAY + 25 * HOUR, null],
    ]);
    expect(rehearsal.faults).toEqual([
      { text: 'hold@23h+2h', atMs: START_MS + 23 * HOUR, outcome: 'held' },
      { text: 'hold@23h+2h', atMs: START_MS + 25 * HOUR, outcome: 'lifted' },
    ]);
  });

  it('is delayed by a change window, which it names', () => {
    const start = new Date(START_MS + DAY - HOUR).toISOString().slice(0, -1);
    const window = {
      name: 'freeze',
      kind: 'deny',
      rule: null,
      start,
      durationMs: 3 * HOUR,
    } as const;
    const definition = { ...ramping(), changeWindows: [{ ...window, timeZone: 'UTC' }] };
    expect(course(rehearse([], definition))[1]).toEqual([
      10,
      26 * HOUR,
      'change window "freeze" lets nothing start',
    ]);
  });

  it('does not begin where the gate is disabled', () => {
    const rehearsal = rehearse([], withSwitch(ramping(), false));
    expect(course(rehearsal).at(-1)).toEqual([10, null, '"sparkle" is disabled']);
    expect(rehearsal.endsAtMs).toBeNull();
  });

  it.each([
    { faults: ['away@1h+1h'], why: /--fault away@1h\+1h: a ramp has no phases and no approvals/ },
    { name: 'colorteller', why: /no rule of "colorteller" ramps/ },
    { name: 'nope', why: /there is no gate or dynamic config "nope"/ },
  ])('is refused: $why', ({ faults = [], name = 'sparkle', why }) => {
    expect(() => rehearse(faults, ramping(), name)).toThrow(why);
  });
});

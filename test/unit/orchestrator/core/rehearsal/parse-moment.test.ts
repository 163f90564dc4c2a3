import { describe, expect, it } from 'vitest';
import { parseMoment } from '../../../../../orchestrator/core/rehearsal/state-at.ts';

const nowMs = Date.parse('2026-11-21T09:00:00Z');
const present = { nowMs, lastSeq: 12 };

describe('a moment', () => {
  it.each([
    ['0', { seq: 0 }],
    ['12', { seq: 12 }],
    ['10m', { atMs: nowMs - 600_000 }],
    ['1h30m', { atMs: nowMs - 5_400_000 }],
    ['2026-11-21T08:30:00Z', { atMs: nowMs - 1_800_000 }],
    ['2026-11-21T09:30:00+01:00', { atMs: nowMs - 1_800_000 }],
    ['2026-11-21T09:00:00Z', { atMs: nowMs }],
  ])('%s is read', (text, moment) => {
    expect(parseMoment(text, present)).toEqual(moment);
  });

  it.each([
    ['13', 'the log ends at record 12'],
    ['2026-11-21T09:00:01Z', 'that is in the future'],
    ['2026-13-45', 'neither'],
    ['yesterday', 'neither'],
    ['-5', 'neither'],
    ['1.5', 'neither'],
    ['', 'neither'],
  ])('"%s" is refused with what is allowed', (text, why) => {
    expect(() => parseMoment(text, present)).toThrow(
      expect.objectContaining({
        code: 'BAD_INPUT',
        message: expect.stringContaining(why) as string,
        action: expect.stringContaining('how long ago (10m)') as string,
      }),
    );
  });
});

import { describe, expect, it } from 'vitest';
import { createAttendeeBoard } from '../../../../../scripts/teaching/workshop/attendee-board.ts';
import { reportSchema, type Progress } from '../../../../../scripts/teaching/workshop/progress.ts';

const PROGRESS: Progress = {
  lab: '01-first-purple-region',
  goals: { done: 1, of: 3 },
  next: 'us-central1 is purple',
  regions: [{ name: 'us-west1', color: 'purple' }],
  release: 'IN_PROGRESS',
  stillForMs: 0,
};

const token = (n: number) => String(n).padStart(43, '-');

function board() {
  const time = { ms: 1_000 };
  const made = createAttendeeBoard(() => time.ms);
  const take = (n: number, name: string, progress: Partial<Progress> = {}) =>
    made.take({ token: token(n), name, progress: { ...PROGRESS, ...progress } });
  const shown = () => made.view().map(({ attendee, status }) => `${attendee}: ${status}`);
  return { time, take, shown, view: made.view };
}

describe('the board of attendees', () => {
  it('keeps a row for each token, in the order in which they came', () => {
    const { take, view } = board();
    take(1, 'Ada');
    take(2, 'Bob');
    take(1, 'Ada', { goals: { done: 2, of: 3 } });
    expect(view().map(({ attendee, goals }) => [attendee, goals.done])).toEqual([
      ['Ada', 2],
      ['Bob', 1],
    ]);
  });

  it('lets nobody write the row of another: the same name becomes a second row', () => {
    const { take, shown } = board();
    take(1, 'Ada');
    take(2, 'ada', { goals: { done: 3, of: 3 } });
    // What a row is called stays as it was.
    take(1, 'Mallory');
    expect(shown()).toEqual(['Ada: working', 'ada (2): done']);
  });

  it('shows who is stuck, done and away', () => {
    const { take, shown, time } = board();
    take(1, 'Stuck', { stillForMs: 5 * 60_000 });
    take(2, 'Done', { goals: { done: 3, of: 3 }, stillForMs: 10 * 60_000 });
    expect(shown()).toEqual(['Stuck: stuck', 'Done: done']);
    time.ms += 30_001;
    take(3, 'Busy');
    expect(shown()).toEqual(['Stuck: away', 'Done: away', 'Busy: working']);
  });

  it('gives the row of an attendee who is away to the one who comes back by that name', () => {
    const { take, shown, time } = board();
    take(1, 'Ada');
    time.ms += 30_001;
    take(2, 'Ada');
    expect(shown()).toEqual(['Ada: working']);
  });

  it('takes a hundred, and more only for those that are away', () => {
    const { take, view, time } = board();
    for (let n = 0; n < 100; n++) take(n, `a${n}`);
    expect(() => take(100, 'late')).toThrow(
      expect.objectContaining({ code: 'WORKSHOP_FULL' }) as Error,
    );
    time.ms += 30_001;
    for (let n = 1; n < 100; n++) take(n, `a${n}`);
    take(100, 'late');
    expect(view()).toHaveLength(100);
    expect(view().map(({ attendee }) => attendee)).not.toContain('a0');
  });
});

describe('a report', () => {
  const report = (change: object) =>
    reportSchema.safeParse({ token: token(1), name: 'Ada', progress: PROGRESS, ...change });

  it('comes without what steers a terminal or turns the direction of writing', () => {
    const name = '\u001b[31mAda\u202e \n Lovelace\u0000';
    expect(report({ name }).data?.name).toBe('[31mAda Lovelace');
  });

  it.each([
    ['a name of nothing that is seen', { name: ' \u0007 ' }],
    ['a long name', { name: 'a'.repeat(41) }],
    ['a token that could be guessed', { token: 'abc' }],
    ['a key that is not known', { admin: true }],
    ['a lab that is a path', { progress: { ...PROGRESS, lab: '../etc' } }],
    [
      'more regions than are shown',
      { progress: { ...PROGRESS, regions: Array(41).fill(PROGRESS.regions[0]) } },
    ],
  ])('is refused with %s', (_, change) => {
    expect(report(change).success).toBe(false);
    expect(report({}).success).toBe(true);
  });
});

import { describe, expect, it } from 'vitest';
import type { ReportOutcome } from '../../../../../scripts/teaching/workshop/post-report.ts';
import type { Progress } from '../../../../../scripts/teaching/workshop/progress.ts';
import {
  reportProgress,
  type LabSnapshot,
} from '../../../../../scripts/teaching/workshop/report-progress.ts';
import { createFakeClock } from '../../../../support/fakes/fake-clock.ts';

const SNAPSHOT: LabSnapshot = {
  lab: '01-first-purple-region',
  goals: { done: 0, of: 3 },
  next: 'us-west1 is purple',
  regions: [],
  release: null,
};

function reporting() {
  const clock = createFakeClock(0);
  const ending = new AbortController();
  const lab: { snapshot: LabSnapshot | undefined; outcome: ReportOutcome } = {
    snapshot: SNAPSHOT,
    outcome: 'taken',
  };
  const posts: Progress[] = [];
  const news: string[] = [];
  const ended = reportProgress({
    snapshot: () =>
      lab.snapshot === undefined
        ? Promise.reject(new Error('gone'))
        : Promise.resolve(lab.snapshot),
    post: (progress) => {
      posts.push(progress);
      return Promise.resolve(lab.outcome);
    },
    onChange: (text) => news.push(text),
    clock,
    signal: ending.signal,
  });
  return { clock, lab, posts, news, ended, end: () => ending.abort() };
}

describe('an attendee who reports', () => {
  it('reports a change soon, and sends a heartbeat where nothing changes', async () => {
    const { clock, lab, posts, ended, end } = reporting();
    await clock.advance(4_000);
    expect(posts).toHaveLength(1);
    await clock.advance(2_000);
    expect(posts.map(({ stillForMs }) => stillForMs)).toEqual([0, 6_000]);
    lab.snapshot = { ...SNAPSHOT, goals: { done: 1, of: 3 } };
    await clock.advance(1_500);
    expect(posts.at(-1)).toMatchObject({ goals: { done: 1 }, stillForMs: 0 });
    end();
    await ended;
  });

  it('says once that the presenter is away, tries on more rarely, and says once that they are back', async () => {
    const { clock, lab, posts, news, ended, end } = reporting();
    lab.outcome = 'away';
    await clock.advance(60_000);
    expect(posts.length).toBeGreaterThan(4);
    expect(posts.length).toBeLessThan(12);
    expect(news).toEqual([expect.stringContaining('does not answer')]);
    lab.outcome = 'taken';
    await clock.advance(10_000);
    expect(news).toEqual([expect.anything(), 'The presenter answers again.']);
    end();
    await ended;
  });

  it('says why it is refused, and is silent from then on', async () => {
    const { clock, lab, posts, news, ended } = reporting();
    lab.outcome = { refused: 'the code is wrong' };
    await clock.advance(1_500);
    await clock.advance(60_000);
    await ended;
    expect(news).toEqual([expect.stringContaining('the code is wrong')]);
    expect(posts).toHaveLength(1);
  });

  it('waits while the lab has no state', async () => {
    const { clock, lab, posts, ended, end } = reporting();
    await clock.advance(1_000);
    lab.snapshot = undefined;
    await clock.advance(20_000);
    expect(posts).toHaveLength(1);
    lab.snapshot = SNAPSHOT;
    await clock.advance(1_500);
    expect(posts).toHaveLength(2);
    end();
    await ended;
  });
});

import { describe, expect, it } from 'vitest';
import { startObserver } from '../../../../../orchestrator/runtime/observation/observer.ts';
import { createFakeClock } from '../../../../support/fakes/fake-clock.ts';
import { walkthrough } from '../../../../support/walkthrough.ts';

const [west, central] = walkthrough().regions as [
  ReturnType<typeof walkthrough>['regions'][number],
  ReturnType<typeof walkthrough>['regions'][number],
];

/** @param isTaken whether a change is recorded; default: always. */
function start(isTaken = () => true) {
  const clock = createFakeClock();
  const asked: string[] = [];
  const seen: string[] = [];
  const observer = startObserver({
    clock,
    intervalMs: 250,
    isAwaited: ({ name }) => name.startsWith('awaited'),
    probe: (url) => {
      asked.push(url);
      return Promise.resolve({ answer: null, problem: url });
    },
    onChange: (region, { problem }) => {
      seen.push(`${region} ${problem}`);
      return Promise.resolve(isTaken());
    },
  });
  observer.follow([west]);
  /** The addresses that are polled within one interval. */
  const round = async () => {
    await clock.advance(0);
    asked.length = 0;
    await clock.advance(250);
    return [...new Set(asked)].sort();
  };
  return { observer, round, seen, asked, clock };
}

describe('the observer', () => {
  it('polls the current regions, and reports each observation once', async () => {
    const { observer, round, seen } = start();
    expect(await round()).toEqual(['http://127.0.0.1:4401']);
    observer.follow([west, central]);
    expect(await round()).toEqual(['http://127.0.0.1:4401', 'http://127.0.0.1:4402']);
    observer.follow([central]);
    expect(await round()).toEqual(['http://127.0.0.1:4402']);
    expect(seen).toEqual(['us-west1 http://127.0.0.1:4401', 'us-central1 http://127.0.0.1:4402']);
    await observer.stop();
    expect(await round()).toEqual([]);
  });

  it('follows no region any more once it is stopped', async () => {
    const { observer, round } = start();
    await observer.stop();
    observer.follow([west, central]);
    expect(await round()).toEqual([]);
  });

  it('reports an observation again that was not recorded', async () => {
    let tries = 0;
    const { observer, round, seen } = start(() => (tries += 1) > 2);
    await round();
    await round();
    await round();
    expect(seen).toHaveLength(3);
    await observer.stop();
  });

  it('follows a region to another port and to more replicas', async () => {
    const { observer, round } = start();
    observer.follow([{ ...west, port: 5000, replicas: 2 }]);
    expect(await round()).toEqual(['http://127.0.0.1:5000', 'http://127.0.0.1:5001']);
    await observer.stop();
  });

  it('polls only the named regions at once', async () => {
    const { observer, asked, clock } = start();
    observer.follow([west, central]);
    await clock.advance(0);
    asked.length = 0;
    observer.pollNow(['us-central1', 'gone']);
    await clock.advance(0);
    expect(asked).toEqual(['http://127.0.0.1:4402']);
    await observer.stop();
  });

  it.each([
    { kind: 'awaited', count: 400, polls: 2_000 },
    { kind: 'settled', count: 400, polls: 400 },
    { kind: 'awaited', count: 1, polls: 200 },
    { kind: 'settled', count: 1, polls: 40 },
  ])(
    'polls $count $kind regions at most $polls times in ten seconds',
    async ({ kind, count, polls }) => {
      const { observer, asked, clock } = start();
      const name = (n: number) => `${kind}-${n}`;
      observer.follow(
        Array.from({ length: count }, (_, n) => ({ ...west, name: name(n), port: 5000 + n })),
      );
      await clock.advance(0);
      asked.length = 0;
      await clock.advance(10_000);
      // Each at its own time of the interval.
      expect(Math.abs(asked.length - polls)).toBeLessThanOrEqual(count);
      await observer.stop();
    },
  );
});

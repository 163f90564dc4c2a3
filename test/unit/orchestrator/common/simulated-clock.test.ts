import { describe, expect, it } from 'vitest';
import { createSimulatedClock } from '../../../../orchestrator/common/simulated-clock.ts';
import { createFakeClock } from '../../../support/fakes/fake-clock.ts';

const START_MS = 1_700_000_000_000;
const HOUR = 3_600_000;

/** A simulated clock on a fake one, and a log of who woke when. */
function simulated(speed: number) {
  const real = createFakeClock();
  const clock = createSimulatedClock({ startMs: START_MS, speed, real });
  const woken: [string, number][] = [];
  const sleepFor = (name: string, ms: number, signal?: AbortSignal) =>
    clock.sleep(ms, signal).then(
      () => void woken.push([name, clock.nowMs() - START_MS]),
      (error: unknown) => void woken.push([`${name} ${(error as Error).name}`, -1]),
    );
  return { real, clock, woken, sleepFor };
}

describe('a simulated clock that stands still', () => {
  it('moves only when it is advanced, whatever the real clock does', async () => {
    const { real, clock, woken, sleepFor } = simulated(0);
    void sleepFor('a', 1);
    await real.advance(HOUR);
    expect([clock.nowMs(), woken, real.sleepers()]).toEqual([START_MS, [], 0]);
    await clock.advance(HOUR);
    expect([clock.nowMs(), woken]).toEqual([START_MS + HOUR, [['a', 1]]]);
  });

  it('ends sleeps in the order of their times, those of one time in the order they began', async () => {
    const { clock, woken, sleepFor } = simulated(0);
    void sleepFor('late', 300);
    void sleepFor('first of two', 200);
    void sleepFor('early', 100);
    void sleepFor('second of two', 200);
    await clock.advance(300);
    expect(woken).toEqual([
      ['early', 100],
      ['first of two', 200],
      ['second of two', 200],
      ['late', 300],
    ]);
  });

  it('lets a woken sleeper sleep again at its own time, within one advance', async () => {
    const { clock, woken, sleepFor } = simulated(0);
    void sleepFor('one', 100)
      .then(() => Promise.resolve())
      .then(() => sleepFor('two', 100))
      .then(() => sleepFor('three', 100));
    await clock.advance(250);
    expect([woken, clock.nextEventMs()]).toEqual([
      [
        ['one', 100],
        ['two', 200],
      ],
      START_MS + 300,
    ]);
  });

  it('waits for `settle` at each time before it goes on', async () => {
    const { clock, sleepFor } = simulated(0);
    void sleepFor('a', 10);
    void sleepFor('b', 20);
    const settledAt: number[] = [];
    await clock.advance(30, () => {
      settledAt.push(clock.nowMs() - START_MS);
      return Promise.resolve();
    });
    expect(settledAt).toEqual([0, 10, 20]);
  });

  it('leaves what is due a millisecond later asleep', async () => {
    const { clock, woken, sleepFor } = simulated(0);
    void sleepFor('a', 100);
    await clock.advance(99);
    expect([woken, clock.nextEventMs()]).toEqual([[], START_MS + 100]);
    await clock.advance(1);
    expect([woken, clock.nextEventMs()]).toEqual([[['a', 100]], undefined]);
  });

  it('runs simultaneous advances one after the other', async () => {
    const { clock, woken, sleepFor } = simulated(0);
    void sleepFor('a', 150);
    await Promise.all([clock.advance(100), clock.advance(100)]);
    expect([clock.nowMs() - START_MS, woken]).toEqual([200, [['a', 150]]]);
  });

  it.each([-1, Number.NaN, Infinity])('refuses to move by %d ms', async (ms) => {
    const { clock } = simulated(0);
    await expect(clock.advance(ms)).rejects.toMatchObject({ code: 'BAD_INPUT' });
    expect(clock.nowMs()).toBe(START_MS);
  });

  it('goes on after a settle that failed', async () => {
    const { clock } = simulated(0);
    await expect(clock.advance(1, () => Promise.reject(new Error('broken')))).rejects.toThrow(
      'broken',
    );
    await clock.advance(5);
    expect(clock.nowMs()).toBe(START_MS + 5);
  });

  it('cannot be resumed without a speed', () => {
    const { clock } = simulated(0);
    expect(() => clock.resume()).toThrow('does not run');
    clock.resume(60);
    expect(clock.speed()).toBe(60);
  });
});

describe('a simulated clock that runs', () => {
  it('runs at its speed and wakes by one exact timer of the real clock', async () => {
    const { real, clock, woken, sleepFor } = simulated(600);
    void sleepFor('b', 2 * HOUR);
    void sleepFor('a', HOUR);
    expect(real.sleepers()).toBe(1);
    await real.advance(5_999);
    expect([clock.nowMs() - START_MS, woken]).toEqual([5_999 * 600, []]);
    await real.advance(1);
    expect([woken, real.sleepers()]).toEqual([[['a', HOUR]], 1]);
    await real.advance(6_000);
    expect([woken.at(-1), real.sleepers()]).toEqual([['b', 2 * HOUR], 0]);
  });

  it('never wakes anyone early, also when the real timer rings early', async () => {
    const real = createFakeClock();
    let calls = 0;
    const hasty = {
      ...real,
      sleep: (ms: number, signal?: AbortSignal) => real.sleep(calls++ === 0 ? ms - 3 : ms, signal),
    };
    const clock = createSimulatedClock({ startMs: START_MS, speed: 10, real: hasty });
    let wokenAt = 0;
    void clock.sleep(1_000).then(() => (wokenAt = clock.nowMs()));
    await real.advance(97);
    expect([wokenAt, calls]).toEqual([0, 2]);
    await real.advance(3);
    expect(wokenAt).toBe(START_MS + 1_000);
  });

  it('stands still while paused and goes on with the time that remained', async () => {
    const { real, clock, woken, sleepFor } = simulated(10);
    void sleepFor('a', 1_000);
    await real.advance(40);
    clock.pause();
    clock.pause();
    expect([clock.isPaused(), real.sleepers()]).toEqual([true, 0]);
    await real.advance(HOUR);
    expect([clock.nowMs() - START_MS, woken]).toEqual([400, []]);
    clock.resume();
    await real.advance(59);
    expect(woken).toEqual([]);
    await real.advance(1);
    expect(woken).toEqual([['a', 1_000]]);
  });

  it('goes on from where an advance brought it, and can be advanced while paused', async () => {
    const { real, clock, woken, sleepFor } = simulated(10);
    void sleepFor('a', HOUR + 1_000);
    await clock.advance(HOUR);
    await real.advance(100);
    expect(woken).toEqual([['a', HOUR + 1_000]]);
    clock.pause();
    await clock.advance(HOUR);
    expect(clock.nowMs() - START_MS).toBe(2 * HOUR + 1_000);
  });

  it('changes its speed without a jump', async () => {
    const { real, clock, woken, sleepFor } = simulated(10);
    void sleepFor('a', 2_000);
    await real.advance(100);
    clock.resume(1_000);
    expect(clock.nowMs() - START_MS).toBe(1_000);
    await real.advance(1);
    expect(woken).toEqual([['a', 2_000]]);
  });

  it('never goes back when the real clock does', () => {
    let realMs = 5_000;
    const real = { ...createFakeClock(), nowMs: () => realMs };
    const clock = createSimulatedClock({ startMs: START_MS, speed: 10, real });
    realMs = 6_000;
    expect(clock.nowMs()).toBe(START_MS + 10_000);
    realMs = 1_000;
    expect(clock.nowMs()).toBe(START_MS + 10_000);
    clock.pause();
    clock.resume();
    realMs = 1_001;
    expect(clock.nowMs()).toBe(START_MS + 10_010);
  });

  it('ends an aborted sleep at once and wakes the others as before', async () => {
    const { real, clock, woken, sleepFor } = simulated(10);
    const abort = new AbortController();
    void sleepFor('gone', 100, abort.signal);
    void sleepFor('stays', 200);
    abort.abort();
    void sleepFor('too late', 100, abort.signal);
    await real.advance(20);
    expect(woken).toEqual([
      ['gone AbortError', -1],
      ['too late AbortError', -1],
      ['stays', 200],
    ]);
    expect(clock.nextEventMs()).toBeUndefined();
  });

  it.each([-1, Number.NaN, 1_000_001])('refuses the speed %d', (speed) => {
    expect(() => simulated(speed)).toThrow('times real time');
  });
});

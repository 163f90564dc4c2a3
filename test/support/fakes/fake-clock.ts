import type { Clock } from '../../../orchestrator/common/clock.ts';

/** A clock that stands still until a test moves it. */
export interface FakeClock extends Clock {
  /** Moves time, firing every sleep that is due, in order. */
  advance(ms: number): Promise<void>;
  /** How many sleeps are under way. */
  sleepers(): number;
}

export function createFakeClock(startMs = 1_000_000): FakeClock {
  let nowMs = startMs;
  let sleeps: { dueMs: number; resolve: () => void }[] = [];
  const settle = async () => {
    // Long enough for promise chains between two sleeps; the fake has no other way to know.
    for (let n = 0; n < 50; n++) await new Promise((resolve) => setImmediate(resolve));
  };
  return {
    nowMs: () => nowMs,
    sleepers: () => sleeps.length,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        const sleep = { dueMs: nowMs + ms, resolve };
        const give = () => {
          sleeps = sleeps.filter((other) => other !== sleep);
          reject(new DOMException('aborted', 'AbortError'));
        };
        if (signal?.aborted === true) {
          give();
          return;
        }
        signal?.addEventListener('abort', give, { once: true });
        sleeps.push(sleep);
      }),
    advance: async (ms) => {
      const untilMs = nowMs + ms;
      await settle();
      for (;;) {
        const [next] = sleeps
          .filter(({ dueMs }) => dueMs <= untilMs)
          .sort((a, b) => a.dueMs - b.dueMs);
        if (next === undefined) break;
        nowMs = Math.max(nowMs, next.dueMs);
        sleeps = sleeps.filter((other) => other !== next);
        next.resolve();
        await settle();
      }
      nowMs = untilMs;
    },
  };
}

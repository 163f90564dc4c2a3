import { setTimeout as delay } from 'node:timers/promises';

/** Time as a port: every timer and timestamp of ours goes through one of these. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  nowMs(): number;
  /**
   * Resolves after `ms` milliseconds of this clock.
   * @throws an AbortError when the signal is aborted first.
   */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Longest wait that Node's timers take; a longer one would fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The machine's own clock. */
export const realClock: Clock = {
  nowMs: () => Date.now(),
  sleep: async (ms, signal) => {
    for (let rest = ms; rest >= 0; rest -= LONGEST_TIMER_MS) {
      const options = signal === undefined ? {} : { signal };
      await delay(Math.min(rest, LONGEST_TIMER_MS), undefined, options);
    }
  },
};

import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from './clock.ts';

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

import type { Clock } from '../../../orchestrator/common/clock.ts';

/** Real time in which every sleep ends at once and is recorded. */
export interface InstantClock extends Clock {
  /** The requested milliseconds of each sleep. */
  slept: number[];
}

export function createInstantClock(): InstantClock {
  const slept: number[] = [];
  return {
    slept,
    nowMs: () => Date.now(),
    sleep: async (ms, signal) => {
      slept.push(ms);
      await new Promise((resolve) => setImmediate(resolve));
      signal?.throwIfAborted();
    },
  };
}

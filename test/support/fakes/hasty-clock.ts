import type { Clock } from '../../../orchestrator/common/clock.ts';

/** Real time in which every sleep is over at once, and kept. */
export interface HastyClock extends Clock {
  /** How long each would have been. */
  slept: number[];
}

export function createHastyClock(): HastyClock {
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

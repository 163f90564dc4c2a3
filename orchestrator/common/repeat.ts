import type { Clock } from './clock.ts';

/** Something that is done again and again. */
export interface Repetition {
  stop(): Promise<void>;
}

/**
 * Does something again and again, each time after a pause.
 * @param pauseMs asked before each pause; null: nothing is done for now, and it is asked again after a while.
 */
export function repeat(clock: Clock, pauseMs: () => number | null, act: () => void): Repetition {
  const stopping = new AbortController();
  const { signal } = stopping;
  const run = async (): Promise<void> => {
    for (;;) {
      const ms = pauseMs();
      await clock.sleep(ms ?? IDLE_MS, signal);
      if (ms !== null) act();
    }
  };
  const ended = run().catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
  return {
    stop: async () => {
      stopping.abort();
      await ended;
    },
  };
}

/** How soon a setting that turns it on is seen. */
const IDLE_MS = 60_000;

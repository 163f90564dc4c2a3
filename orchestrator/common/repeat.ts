import type { Clock } from './clock.ts';

/** An action that is repeated. */
export interface Repetition {
  stop(): Promise<void>;
}

/**
 * Repeats an action, each time after a pause.
 * @param pauseMs called before each pause; null: off for now, and called again after a while.
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

/** How soon a setting that turns it on takes effect. */
const IDLE_MS = 60_000;

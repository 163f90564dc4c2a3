import type { Pauses } from './pauses.ts';

/** An action that is repeated. */
export interface Repetition {
  stop(): Promise<void>;
}

/**
 * Repeats an action, each time after a pause.
 * @param pauseMs null: off, until the pauses are said to have changed.
 */
export function repeat(
  pauses: Pick<Pauses, 'pause'>,
  pauseMs: () => number | null,
  act: () => void,
): Repetition {
  const stopping = new AbortController();
  const { signal } = stopping;
  const run = async (): Promise<void> => {
    for (;;) {
      await pauses.pause(pauseMs, signal);
      act();
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

import type { Clock } from './clock.ts';
import { withAnySignal } from './with-any-signal.ts';

/** Pauses whose length is a setting: an edit of it also counts for one that has begun. */
export interface Pauses {
  /**
   * @param lengthMs from the beginning of the pause; null: without end, as it is now. Called again at each change.
   * @throws the signal's reason when that is aborted first.
   */
  pause(lengthMs: () => number | null, signal: AbortSignal): Promise<void>;
  /** A length may be another now. */
  changed(): void;
}

export function createPauses(clock: Clock): Pauses {
  const waiting = new Set<AbortController>();
  return {
    pause: async (lengthMs, signal) => {
      const startMs = clock.nowMs();
      for (;;) {
        const ms = lengthMs();
        const change = new AbortController();
        waiting.add(change);
        try {
          await withAnySignal([signal, change.signal], (either) =>
            ms === null
              ? untilAborted(either)
              : clock.sleep(Math.max(0, startMs + ms - clock.nowMs()), either),
          );
          return;
        } catch (error) {
          if (signal.aborted || !change.signal.aborted) throw error;
        } finally {
          waiting.delete(change);
        }
      }
    },
    changed: () => {
      for (const change of [...waiting]) change.abort();
    },
  };
}

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const abort = () => reject(signal.reason as Error);
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
  });
}

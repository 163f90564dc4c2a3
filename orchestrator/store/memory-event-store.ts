import type { EventStore, StoredEvent } from './event-store.ts';

/** A log that lasts as long as the process. */
export function createMemoryEventStore(initial: readonly StoredEvent[] = []): EventStore {
  const stored = [...initial];
  return {
    readAll: () => stored.slice(),
    append: (event) => {
      const next = { seq: (stored.at(-1)?.seq ?? 0) + 1, event };
      stored.push(next);
      return Promise.resolve(next);
    },
    close: () => Promise.resolve(),
  };
}

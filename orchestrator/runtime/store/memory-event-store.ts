import type { EventStore } from './event-store.ts';
import { createHistory } from './history.ts';
import type { StoredEvent } from '../../core/pipeline/event.ts';
import { canSnapshot } from './snapshot-file.ts';

/** A log that lasts as long as the process. */
export function createMemoryEventStore(initial: readonly StoredEvent[] = []): EventStore {
  const history = createHistory([], [...initial]);
  let saved: { seq: number; json: string } | undefined;
  return {
    readAll: () => history.after(0),
    readAfter: (seq, most) => history.after(seq, most),
    lastSeq: () => history.lastSeq(),
    append: (event) => {
      const next = { seq: history.lastSeq() + 1, event };
      history.push(next);
      return Promise.resolve(next);
    },
    snapshot: () => saved && { seq: saved.seq, state: JSON.parse(saved.json) as unknown },
    saveSnapshot: async (seq, state) => {
      await Promise.resolve();
      if (!canSnapshot(seq, history.lastSeq())) return;
      saved = { seq, json: JSON.stringify(state) };
    },
    close: () => Promise.resolve(),
  };
}

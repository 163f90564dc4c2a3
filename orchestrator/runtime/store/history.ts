import type { Segment } from './segment.ts';
import type { StoredEvent } from '../../core/pipeline/event.ts';

/** All events of a log in memory; those of a segment are loaded on demand. */
export interface History {
  lastSeq(): number;
  /** A copy of the events after `seq`. */
  after(seq: number): StoredEvent[];
  push(record: StoredEvent): void;
}

/** The events of the segments, and those that follow them. */
export function createHistory(segments: readonly Segment[], stored: StoredEvent[]): History {
  const sealed = segments.at(-1)?.entry.last ?? 0;
  return {
    lastSeq: () => sealed + stored.length,
    after: (seq) => {
      const open = stored.slice(Math.max(0, seq - sealed));
      if (seq >= sealed) return open;
      const needed = segments.filter(({ entry }) => entry.last > seq);
      const parts = needed.map((segment) =>
        segment.events().slice(Math.max(0, seq + 1 - segment.entry.first)),
      );
      return [...parts, open].flat();
    },
    push: (record) => void stored.push(record),
  };
}

import type { Segment } from './segment.ts';
import type { StoredEvent } from '../../core/pipeline/event.ts';

/** The events of a log: the last ones in memory, the others read on demand. */
export interface History {
  lastSeq(): number;
  /** A copy of the events after `seq`, at most so many. Default: all. */
  after(seq: number, most?: number): StoredEvent[];
  push(record: StoredEvent): void;
}

/** The records of a log file that are no longer in memory. */
export interface OlderRecords {
  /** At most `most` records from `first` on; all of them are in the file. */
  read(first: number, most: number): StoredEvent[];
}

/** How many events stay in memory, at least; twice as many at most. */
export const KEPT_IN_MEMORY = 2_000;

/**
 * The events of the segments, and those that follow them.
 * @param stored the last events of the log file.
 * @param older reads those before them. Default: there are none, and all events stay in memory.
 */
export function createHistory(
  segments: readonly Segment[],
  stored: readonly StoredEvent[],
  older?: OlderRecords,
): History {
  const sealed = segments.at(-1)?.entry.last ?? 0;
  let recent = [...stored];
  let lastSeq = recent.at(-1)?.seq ?? sealed;

  const sealedAfter = (seq: number, most: number): StoredEvent[] => {
    const found: StoredEvent[] = [];
    for (const segment of segments) {
      const { first, last } = segment.entry;
      if (last <= seq || found.length >= most) continue;
      const from = Math.max(0, seq + 1 - first);
      found.push(...segment.events().slice(from, from + most - found.length));
    }
    return found;
  };

  const after = (seq: number, most = Infinity): StoredEvent[] => {
    const found = seq < sealed ? sealedAfter(seq, most) : [];
    let next = Math.max(seq, sealed) + 1;
    const firstRecent = lastSeq - recent.length + 1;
    if (next < firstRecent && found.length < most) {
      const count = Math.min(firstRecent - next, most - found.length);
      found.push(...(older?.read(next, count) ?? []));
      next += count;
    }
    const left = most - found.length;
    const from = next - firstRecent;
    return from < 0 || left <= 0 ? found : found.concat(recent.slice(from, from + left));
  };

  return {
    lastSeq: () => lastSeq,
    after,
    push: (record) => {
      recent.push(record);
      lastSeq = record.seq;
      if (older !== undefined && recent.length > 2 * KEPT_IN_MEMORY)
        recent = recent.slice(-KEPT_IN_MEMORY);
    },
  };
}

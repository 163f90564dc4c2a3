import type { PipelineEvent, StoredEvent } from '../../core/pipeline/event.ts';

/** A saved state, so that a start need not replay the events before it. */
export interface Snapshot {
  /** The last event that is part of the state. */
  seq: number;
  /** As it was saved, by way of JSON: its writer knows its type. */
  state: unknown;
}

/** Port: the append-only log that is the only state. */
export interface EventStore {
  /** Every event, in order, those of segments included. */
  readAll(): readonly StoredEvent[];
  /** The events after `seq`, in order, at most so many; reads no segment that ends before them. Default: all. */
  readAfter(seq: number, most?: number): readonly StoredEvent[];
  /** Sequence number of the last event; 0 before the first. */
  lastSeq(): number;
  /**
   * Appends an event; once it resolves, the event survives a crash.
   * @throws AppError LOG_WRITE_FAILED when it could not be written; the log is then unchanged.
   */
  append(event: PipelineEvent): Promise<StoredEvent>;
  /** The last valid snapshot; undefined when there is none. It is only a cache: a replay gives the same state. */
  snapshot(): Snapshot | undefined;
  /**
   * Replaces the snapshot by the state after event `seq`; does nothing before the first event.
   * Rejects with the error of the disk; the log is untouched then.
   * @throws RangeError when there is no such event.
   */
  saveSnapshot(seq: number, state: unknown): Promise<void>;
  /** Waits for writes in flight. Idempotent. */
  close(): Promise<void>;
}

const PAGE = 1_000;

/** The events after `seq` in pages, so that a long log does not fill the memory. */
export function* pagesAfter(
  store: Pick<EventStore, 'readAfter'>,
  seq: number,
): Generator<readonly StoredEvent[]> {
  for (let after = seq; ;) {
    const page = store.readAfter(after, PAGE);
    const last = page.at(-1);
    if (last === undefined) return;
    yield page;
    after = last.seq;
  }
}

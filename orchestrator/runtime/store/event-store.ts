import type { PipelineEvent, StoredEvent } from '../../core/pipeline/event.ts';

/** A state that was kept so that a start need not replay what led to it. */
export interface Snapshot {
  /** The last event that the state knows of. */
  seq: number;
  /** As it was saved, by way of JSON: whoever saved it knows its type. */
  state: unknown;
}

/** Port: the append-only log that is the only state. */
export interface EventStore {
  /** Everything in the log, in order, also what was sealed into segments long ago. */
  readAll(): readonly StoredEvent[];
  /** The events after `seq`, in order; reads no segment that ends before them. */
  readAfter(seq: number): readonly StoredEvent[];
  /** Sequence number of the last event; 0 before the first. */
  lastSeq(): number;
  /**
   * Adds an event; once it resolves the event survives a crash.
   * @throws AppError LOG_WRITE_FAILED when it could not be written; the log is then as before.
   */
  append(event: PipelineEvent): Promise<StoredEvent>;
  /** The last snapshot; undefined when there is none that is good. It is only a cache: replaying gives the same. */
  snapshot(): Snapshot | undefined;
  /**
   * Keeps the state after event `seq` instead of the snapshot before; nothing is kept before the first event.
   * Rejects with the error of the disk; the log is untouched then.
   * @throws RangeError when there is no such event.
   */
  saveSnapshot(seq: number, state: unknown): Promise<void>;
  /** Waits for what is under way. Idempotent. */
  close(): Promise<void>;
}

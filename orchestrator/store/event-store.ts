import type { PipelineEvent } from '../pipeline/event.ts';

/** An event with its place in the log, counted from 1. */
export interface StoredEvent {
  seq: number;
  event: PipelineEvent;
}

/** Port: the append-only log that is the only state. */
export interface EventStore {
  /** Everything in the log, in order. */
  readAll(): readonly StoredEvent[];
  /**
   * Adds an event; once it resolves the event survives a crash.
   * @throws AppError LOG_WRITE_FAILED when it could not be written; the log is then as before.
   */
  append(event: PipelineEvent): Promise<StoredEvent>;
  /** Idempotent. */
  close(): Promise<void>;
}

import type { Clock } from '../../orchestrator/time/clock.ts';

export interface DeadlineOptions<T> {
  clock: Clock;
  timeoutMs: number;
  /** The work; its signal is aborted when the time is over. */
  run: (signal: AbortSignal) => Promise<T>;
  /** Makes the error that a passed deadline rejects with. */
  onTimeout: () => Error;
}

/** Runs one piece of work with a deadline of its own. */
export async function withDeadline<T>(options: DeadlineOptions<T>): Promise<T> {
  const work = new AbortController();
  const timer = new AbortController();
  const late = options.clock.sleep(options.timeoutMs, timer.signal).then(() => {
    const error = options.onTimeout();
    work.abort(error);
    throw error;
  });
  try {
    return await Promise.race([options.run(work.signal), late]);
  } finally {
    timer.abort();
  }
}

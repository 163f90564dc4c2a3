import type { Clock } from './clock.ts';
import { withAnySignal } from './with-any-signal.ts';

/**
 * Runs a request with a signal that is aborted when its time is over, or when the caller's is. Node 20 collects an
 * AbortSignal.timeout inside AbortSignal.any as garbage, so that it never fires: neither is used here.
 * @param run gets the signal, and `isLate`: whether its time is over.
 */
export async function withTimeout<T>(
  timeoutMs: number,
  signal: AbortSignal,
  run: (signal: AbortSignal, isLate: () => boolean) => Promise<T>,
): Promise<T> {
  const late = new AbortController();
  const timer = setTimeout(
    () => late.abort(new DOMException('the time is over', 'TimeoutError')),
    timeoutMs,
  );
  try {
    return await withAnySignal([signal, late.signal], (end) => run(end, () => late.signal.aborted));
  } finally {
    clearTimeout(timer);
  }
}

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

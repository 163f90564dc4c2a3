import type { Clock } from './clock.ts';

/**
 * Runs a request with a signal that is aborted when its time is over, or when the caller's is. Node 20 collects an
 * AbortSignal.timeout inside AbortSignal.any as garbage, so that it never fires, and keeps something of each such signal for as
 * long as the caller's lives: neither is used here.
 * @param run is given the signal, and tells by `isLate` whether its time is over.
 */
export async function withTimeout<T>(
  timeoutMs: number,
  signal: AbortSignal,
  run: (signal: AbortSignal, isLate: () => boolean) => Promise<T>,
): Promise<T> {
  const end = new AbortController();
  let isLate = false;
  const giveUp = () => end.abort(signal.reason);
  const timer = setTimeout(() => {
    isLate = true;
    end.abort(new DOMException('the time is over', 'TimeoutError'));
  }, timeoutMs);
  signal.addEventListener('abort', giveUp, { once: true });
  if (signal.aborted) giveUp();
  try {
    return await run(end.signal, () => isLate);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', giveUp);
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

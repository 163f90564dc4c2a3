/**
 * Runs a request with a signal that is aborted when its time is over, or when the caller's is. Node 20 collects an
 * AbortSignal.timeout inside AbortSignal.any as garbage, so that it never fires, and keeps something of each such signal for as
 * long as the caller's lives: neither is used here.
 * @param run is given the signal, and tells by `isLate` whether its time is over.
 */
export async function withPatience<T>(
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

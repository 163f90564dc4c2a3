/**
 * Runs with a signal that is aborted as soon as one of the given is, and unlinks it from them at the end. AbortSignal.any keeps
 * something of each signal it makes for as long as its sources live, which leaks on those that live as long as the process.
 */
export async function withAnySignal<T>(
  signals: readonly (AbortSignal | undefined)[],
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const sources = signals.filter((signal) => signal !== undefined);
  const either = new AbortController();
  const unlink = new AbortController();
  for (const source of sources) {
    const abort = () => either.abort(source.reason);
    source.addEventListener('abort', abort, { once: true, signal: unlink.signal });
    if (source.aborted) abort();
  }
  try {
    return await run(either.signal);
  } finally {
    unlink.abort();
  }
}

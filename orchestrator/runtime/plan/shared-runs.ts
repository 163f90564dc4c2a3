interface Run<T> {
  result: Promise<T>;
  stopping: AbortController;
  waiting: number;
}

/**
 * Deduplicates runs by key: a request for a run in flight shares it. A run is aborted when its last waiter has left.
 */
export function createSharedRuns<T>(): (
  key: string,
  run: (signal: AbortSignal) => Promise<T>,
  signal: AbortSignal,
) => Promise<T> {
  const runs = new Map<string, Run<T>>();

  const begin = (key: string, run: (signal: AbortSignal) => Promise<T>): Run<T> => {
    const stopping = new AbortController();
    const current = { result: run(stopping.signal), stopping, waiting: 0 };
    runs.set(key, current);
    const forget = () => {
      if (runs.get(key) === current) runs.delete(key);
    };
    current.result.then(forget, forget);
    return current;
  };

  return async (key, run, signal) => {
    signal.throwIfAborted();
    const current = runs.get(key) ?? begin(key, run);
    current.waiting += 1;
    const left = new AbortController();
    try {
      return await Promise.race([current.result, rejectedOn(signal, left.signal)]);
    } finally {
      left.abort();
      current.waiting -= 1;
      if (current.waiting === 0) {
        if (runs.get(key) === current) runs.delete(key);
        current.stopping.abort();
      }
    }
  };
}

/** Rejects when `signal` is aborted; removes its listener when `left` is. */
function rejectedOn(signal: AbortSignal, left: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const stop = () => reject(signal.reason as Error);
    signal.addEventListener('abort', stop, { once: true, signal: left });
  });
}

import { withAnySignal } from '../../orchestrator/common/with-any-signal.ts';
import type { Engine } from '../../orchestrator/ports/engine.ts';

/** How often a preview restarts because of an update; after that, updates wait for it. */
const MOST_TIMES = 3;

/** A preview under way. */
interface Preview {
  stop: () => void;
  ended: Promise<void>;
}

/**
 * The engine with preemptible previews: they wait for the updates of their stack, and a running one is
 * stopped for a new update and restarts after it. So no update fails because of a preview.
 */
export function preemptiblePreviews(engine: Engine): Engine {
  const updates = new Map<string, Set<Promise<void>>>();
  const previews = new Map<string, Preview>();

  const change = async <T>(stack: string, run: () => Promise<T>): Promise<T> => {
    const preview = previews.get(stack);
    preview?.stop();
    const result = (preview?.ended ?? Promise.resolve()).then(run);
    const ended = settled(result);
    const running = updates.get(stack) ?? new Set();
    updates.set(stack, running.add(ended));
    try {
      return await result;
    } finally {
      running.delete(ended);
    }
  };

  /** The ends of all that a preview of the stack waits for. */
  const busy = (stack: string) => {
    const preview = previews.get(stack);
    return [...(updates.get(stack) ?? []), ...(preview === undefined ? [] : [preview.ended])];
  };

  const preview: Engine['preview'] = async (options) => {
    const { stack, signal } = options;
    const stopped = untilAborted(signal);
    for (let times = 0; ; times++) {
      // Nothing is awaited between the last check and the entry below: two waiting previews would start together.
      while (busy(stack).length > 0 && signal?.aborted !== true) {
        await Promise.race([Promise.all(busy(stack)), stopped]);
      }
      const away = new AbortController();
      const result = withAnySignal([away.signal, signal], (either) =>
        engine.preview({ ...options, signal: either }),
      );
      const entry = {
        stop: () => (times < MOST_TIMES ? away.abort() : undefined),
        ended: settled(result),
      };
      previews.set(stack, entry);
      try {
        return await result;
      } catch (error) {
        if (!away.signal.aborted || signal?.aborted === true) throw error;
      } finally {
        previews.delete(stack);
      }
    }
  };
  return {
    ...engine,
    preview,
    up: (options) => change(options.stack, () => engine.up(options)),
    destroy: (options) => change(options.stack, () => engine.destroy(options)),
  };
}

function settled(result: Promise<unknown>): Promise<void> {
  const done = () => undefined;
  return result.then(done, done);
}

function untilAborted(signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) =>
    signal?.addEventListener('abort', () => resolve(), { once: true }),
  );
}

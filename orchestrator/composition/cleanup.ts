import type { ShutdownOrder } from '../control-plane/schemas.ts';

type Step = (order: ShutdownOrder) => Promise<void> | void;

/**
 * Steps to undo in reverse order, by `stop` and by a start that fails half-way. Node 20 has no
 * AsyncDisposableStack, and its steps would not receive the shutdown order.
 */
export class Cleanup {
  readonly #steps: Step[] = [];
  #ended: Promise<void> | undefined;

  /** To be called as soon as something is open. */
  defer(step: Step): void {
    this.#steps.push(step);
  }

  /** Idempotent. Runs every step, also after one that failed. @throws the first failure. */
  run(order: ShutdownOrder = { destroy: false }): Promise<void> {
    return (this.#ended ??= this.#runAll(order));
  }

  async #runAll(order: ShutdownOrder): Promise<void> {
    const failures: unknown[] = [];
    for (const step of this.#steps.splice(0).reverse()) {
      try {
        await step(order);
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  }
}

/** Runs a start; if it fails, runs its cleanup. @throws the error of the start. */
export async function startOrUndo<T>(start: (cleanup: Cleanup) => Promise<T>): Promise<T> {
  const cleanup = new Cleanup();
  try {
    return await start(cleanup);
  } catch (error) {
    // The error of the start is the cause; errors of the cleanup follow from it.
    await cleanup.run().catch(() => undefined);
    throw error;
  }
}

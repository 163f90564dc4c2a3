import type { Provider } from '@pulumi/pulumi/provider/provider.js';
import { SimulatedCrash } from '../simulated-crash.ts';
import type { Journal } from './journal.ts';

/** Simulates the crash of an update of this engine, which has no process of its own. */
export interface UpdateDeath {
  /** Aborted by it: no further step begins. */
  signal: AbortSignal;
  /** The provider that starts the crash: nothing is recorded afterwards. */
  watched(provider: Provider, journal: Journal): Provider;
  /** @throws UpdateCut when it has died. */
  assertAlive(): void;
}

export function createUpdateDeath(): UpdateDeath {
  const dying = new AbortController();
  let cut: SimulatedCrash | undefined;

  const watched = (provider: Provider, journal: Journal): Provider => {
    const watch = async <T>(step: Promise<T>): Promise<T> => {
      try {
        return await step;
      } catch (error) {
        if (error instanceof SimulatedCrash) {
          cut = error;
          journal.freeze();
          dying.abort();
        }
        throw error;
      }
    };
    const { create, update, delete: remove } = provider;
    return {
      ...provider,
      ...(create && { create: (...args) => watch(create(...args)) }),
      ...(update && { update: (...args) => watch(update(...args)) }),
      ...(remove && { delete: (...args) => watch(remove(...args)) }),
    };
  };
  return {
    signal: dying.signal,
    watched,
    assertAlive: () => {
      if (cut !== undefined) throw cut;
    },
  };
}

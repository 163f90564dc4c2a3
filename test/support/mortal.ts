import { SimulatedCrash } from '../../infra/engine/simulated-crash.ts';
import type { ColorTellerProvider } from '../../infra/provider/provider.ts';
import type { EventStore } from '../../orchestrator/runtime/store/event-store.ts';
import { type Clock } from '../../orchestrator/common/clock.ts';
import { realClock } from '../../orchestrator/common/real-clock.ts';

/** An orchestrator's life in this process, which ends between two steps as by SIGKILL: nothing of it is heard again. */
export interface Life {
  /** True from its death on. */
  isOver(): boolean;
  end(): void;
  clock: Clock;
  provider(provider: ColorTellerProvider): ColorTellerProvider;
  store(store: EventStore): EventStore;
}

/** What a dead process waits for never comes. */
const never = (): Promise<never> => new Promise(() => undefined);

/**
 * @param onStep called after each step of the provider and each event on the disk: where it may die. Answers `cut` for a
 * step of an update that is killed there alone.
 * @param hurry how much faster than real time its patience runs out.
 */
export function createLife(onStep: () => 'cut' | undefined, hurry: number): Life {
  const death = new AbortController();
  const isOver = (): boolean => death.signal.aborted;
  /** The step that is under way at the death is done, by whoever does it; its engine hears nothing of it. */
  const mortal = async <T>(run: () => Promise<T>): Promise<T> => {
    if (isOver()) throw new SimulatedCrash();
    const result = await run();
    const isCut = !isOver() && onStep() === 'cut';
    if (isCut || isOver()) throw new SimulatedCrash();
    return result;
  };
  return {
    isOver,
    end: () => death.abort(),
    clock: {
      nowMs: () => realClock.nowMs(),
      sleep: async (ms, signal) => {
        await realClock.sleep(ms / hurry, signal);
        if (isOver()) await never();
      },
    },
    provider: (provider) => ({
      ...provider,
      create: (...args) => mortal(() => provider.create(...args)),
      update: (...args) => mortal(() => provider.update(...args)),
      delete: (...args) => mortal(() => provider.delete(...args)),
    }),
    store: (store) => {
      // The system closes the files of a dead process.
      death.signal.addEventListener('abort', () => void store.close());
      return {
        ...store,
        append: async (event) => {
          if (isOver()) return never();
          const stored = await store.append(event);
          if (!isOver()) onStep();
          return isOver() ? never() : stored;
        },
      };
    },
  };
}

import { SimulatedCrash } from '../../infra/provider/faulty-provider.ts';
import type { ColorTellerProvider } from '../../infra/provider/provider.ts';
import type { EventStore } from '../../orchestrator/runtime/store/event-store.ts';
import { type Clock } from '../../orchestrator/common/clock.ts';
import { realClock } from '../../orchestrator/common/real-clock.ts';

/** The parts of an orchestrator in this process that ends between two steps, as by SIGKILL: it does nothing afterwards. */
export interface KillableParts {
  isKilled(): boolean;
  kill(): void;
  clock: Clock;
  provider(provider: ColorTellerProvider): ColorTellerProvider;
  store(store: EventStore): EventStore;
}

/** A killed process waits forever. */
const never = (): Promise<never> => new Promise(() => undefined);

/**
 * @param onStep called after each step of the provider and each event on the disk: where it may be killed. Returns `cut` to
 * kill only the update that took this step.
 * @param speedUp how many times as fast as real time its timeouts run.
 */
export function createKillableParts(
  onStep: () => 'cut' | undefined,
  speedUp: number,
): KillableParts {
  const killed = new AbortController();
  const isKilled = (): boolean => killed.signal.aborted;
  /** A step that is under way at the kill completes, but its engine never gets the result. */
  const untilKilled = async <T>(run: () => Promise<T>): Promise<T> => {
    if (isKilled()) throw new SimulatedCrash();
    const result = await run();
    const isCut = !isKilled() && onStep() === 'cut';
    if (isCut || isKilled()) throw new SimulatedCrash();
    return result;
  };
  return {
    isKilled,
    kill: () => killed.abort(),
    clock: {
      nowMs: () => realClock.nowMs(),
      sleep: async (ms, signal) => {
        await realClock.sleep(ms / speedUp, signal);
        if (isKilled()) await never();
      },
    },
    provider: (provider) => ({
      ...provider,
      create: (...args) => untilKilled(() => provider.create(...args)),
      update: (...args) => untilKilled(() => provider.update(...args)),
      delete: (...args) => untilKilled(() => provider.delete(...args)),
    }),
    store: (store) => {
      // The system closes the files of a killed process.
      killed.signal.addEventListener('abort', () => void store.close());
      return {
        ...store,
        append: async (event) => {
          if (isKilled()) return never();
          const stored = await store.append(event);
          if (!isKilled()) onStep();
          return isKilled() ? never() : stored;
        },
      };
    },
  };
}

import type { Engine } from '../../ports/engine.ts';
import type { UpdateEvent } from '../../ports/update-event.ts';
import type { Clock } from '../../common/clock.ts';
import type { AppError } from '../../common/errors/app-error.ts';
import { toAppError } from '../../common/errors/to-app-error.ts';
import { backoffMs } from './update-failure.ts';

export interface StackRemovalOptions {
  stack: string;
  engine: Engine;
  clock: Clock;
  /** Nothing is destroyed before this has ended: an update of the stack that is being stopped. */
  after?: Promise<void>;
  onEvent: (event: UpdateEvent) => void;
  onRemoved: () => void;
  /** Told of each failure; it is tried again, later each time. */
  onFailed: (error: AppError) => Promise<void>;
}

/** The end of a stack that is no longer defined: destroyed, however often that has to be tried. */
export interface StackRemoval {
  /** Gives up; what remains is found at the next start. Resolves when nothing runs. */
  stop(): Promise<void>;
}

export function startStackRemoval(options: StackRemovalOptions): StackRemoval {
  const { stack, engine, clock, onEvent } = options;
  const stopping = new AbortController();
  const { signal } = stopping;

  const run = async (): Promise<void> => {
    await options.after;
    for (let failures = 1; !signal.aborted; failures++) {
      try {
        await engine.destroy({ stack, signal, onEvent });
        options.onRemoved();
        return;
      } catch (thrown) {
        if (isStopped()) return;
        await options.onFailed(toAppError(thrown));
        await clock.sleep(backoffMs(failures), signal).catch(() => undefined);
      }
    }
  };
  const isStopped = () => signal.aborted;

  const ended = run();
  return {
    stop: async () => {
      stopping.abort();
      await ended;
    },
  };
}

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
  /** Ends before the destroy begins: an update of the stack that is being stopped. */
  after?: Promise<void>;
  onEvent: (event: UpdateEvent) => void;
  onRemoved: () => void;
  /** Called for each failure; the destroy is retried with backoff. */
  onFailed: (error: AppError) => Promise<void>;
}

/** Destroys a stack that is no longer defined, with retries until it succeeds. */
export interface StackRemoval {
  /** Gives up; the next start finds what remains. Resolves when nothing runs. */
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

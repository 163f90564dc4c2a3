import { availableParallelism } from 'node:os';
import type { Definition, UpdateSettings } from '../../core/definition/definition.ts';

/** How many updates may run in parallel, and what a failure does to those that wait. */
export interface UpdateSlotRules {
  maxParallel: number;
  onFailure: 'go-on' | 'stop';
}

/** The slots that updates run in: first come, first served. */
export interface UpdateSlots {
  /**
   * Resolves when the stack may run, to a function that releases its slot.
   * @throws the signal's reason when that is aborted first.
   */
  acquire(stack: string, signal: AbortSignal): Promise<() => void>;
  /** An update of the stack failed: with `onFailure: stop` only that stack may run until it recovers. */
  failed(stack: string): void;
  /** Its update succeeded: the stacks that it blocked may run. */
  recovered(stack: string): void;
  /** The desired state changed: an old failure blocks no stack any more. */
  beginWave(): void;
  /** The rules may be others now. */
  changed(): void;
  /** Why waiting stacks may not run even where a slot is free; null: they may. */
  stoppedBy(): string | null;
}

interface Waiting {
  stack: string;
  enter: () => void;
}

/** @param rules read each time, as they may change. */
export function createUpdateSlots(rules: () => UpdateSlotRules): UpdateSlots {
  let inUse = 0;
  let blocker: string | null = null;
  let queue: Waiting[] = [];

  /** An old failure stops nobody once the setting says so no more. */
  const stoppedBy = (): string | null => (rules().onFailure === 'stop' ? blocker : null);
  const mayEnter = ({ stack }: Waiting): boolean => [null, stack].includes(stoppedBy());

  const admit = (): void => {
    while (inUse < rules().maxParallel) {
      const next = queue.find(mayEnter);
      if (next === undefined) return;
      queue = queue.filter((other) => other !== next);
      inUse += 1;
      next.enter();
    }
  };

  const releaseOnce = (): (() => void) => {
    let isReleased = false;
    return () => {
      if (isReleased) return;
      isReleased = true;
      inUse -= 1;
      admit();
    };
  };

  return {
    acquire: (stack, signal) =>
      new Promise((resolve, reject) => {
        const cancel = (): void => {
          queue = queue.filter((other) => other !== waiting);
          reject(signal.reason as Error);
        };
        const waiting: Waiting = {
          stack,
          enter: () => {
            signal.removeEventListener('abort', cancel);
            resolve(releaseOnce());
          },
        };
        if (signal.aborted) {
          cancel();
          return;
        }
        signal.addEventListener('abort', cancel, { once: true });
        queue.push(waiting);
        admit();
      }),
    failed: (stack) => {
      if (rules().onFailure === 'stop') blocker ??= stack;
    },
    recovered: (stack) => {
      if (blocker !== stack) return;
      blocker = null;
      admit();
    },
    beginWave: () => {
      blocker = null;
      admit();
    },
    changed: admit,
    stoppedBy,
  };
}

const RESYNC_EVERY_MS = 10 * 60_000;
const TIMEOUT_MS = 15 * 60_000;

/** How the loop runs the updates, with every default filled in. */
export function updateRules({ updates = {} }: Definition): Required<UpdateSettings> {
  return {
    maxParallel: availableParallelism(),
    onFailure: 'go-on',
    resyncEveryMs: RESYNC_EVERY_MS,
    timeoutMs: TIMEOUT_MS,
    ...updates,
  };
}

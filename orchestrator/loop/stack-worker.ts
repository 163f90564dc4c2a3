import type { Engine, Program, UpdateResult } from '../../infra/engine/engine.ts';
import type { UpdateEvent } from '../../infra/engine/update-event.ts';
import type { Clock } from '../time/clock.ts';
import { AppError } from '../errors/app-error.ts';
import { toAppError } from '../errors/to-app-error.ts';
import { backoffMs } from './backoff.ts';

export interface StackWorkerOptions {
  stack: string;
  engine: Engine;
  program: Program;
  clock: Clock;
  /** Runs again this long after the last turn, changed or not; null: only when asked. */
  everyMs: number | null;
  /** Nothing runs before this has ended: what is still done to a stack of the same name. */
  after?: Promise<void>;
  onEvent: (event: UpdateEvent) => void;
  onUpdated: (result: UpdateResult) => Promise<void>;
  onFailed: (error: AppError) => Promise<void>;
}

/** What the loop tells of one stack. */
export interface StackLoopStatus {
  /** `running` an update, `queued` for one, `retrying` after a failure, else `idle`. */
  activity: 'idle' | 'queued' | 'running' | 'retrying';
  /** Updates run since the start, failed ones included. */
  turns: number;
  lastTurnAtMs: number | null;
  lastDurationMs: number | null;
  /** Failures in a row; 0 after a success. */
  failures: number;
  nextTurnAtMs: number | null;
}

/** Runs the updates of one stack: one at a time; requests that come meanwhile become one more run. */
export interface StackWorker {
  /** @param refresh read every resource first, for one that was removed by hand. */
  request(refresh: boolean): void;
  status(): StackLoopStatus;
  /** Stops asking for turns; a turn under way is aborted. Resolves when nothing runs. */
  stop(): Promise<void>;
}

export function startStackWorker(options: StackWorkerOptions): StackWorker {
  const { clock } = options;
  const stopping = new AbortController();
  let wanted: { refresh: boolean } | undefined;
  /** After a failure that may be drift (a container that is gone, say) the next turn reads everything first. */
  let isDriftSuspected = false;
  let wakeUp = new AbortController();
  let status: StackLoopStatus = {
    activity: 'idle',
    turns: 0,
    lastTurnAtMs: null,
    lastDurationMs: null,
    failures: 0,
    nextTurnAtMs: null,
  };

  const turn = async (refresh: boolean): Promise<void> => {
    const startedAtMs = clock.nowMs();
    status = { ...status, activity: 'running', turns: status.turns + 1, nextTurnAtMs: null };
    try {
      const { stack, program, onEvent } = options;
      const { signal } = stopping;
      const result = await options.engine.up({ stack, program, refresh, signal, onEvent });
      await options.onUpdated(result);
      status = { ...status, failures: 0 };
      isDriftSuspected = false;
    } catch (thrown) {
      if (stopping.signal.aborted) return;
      const error = toAppError(thrown);
      status = { ...status, failures: status.failures + 1 };
      // A host that is down fails every read, and with it the regions on other hosts; without reading those go on.
      isDriftSuspected = !error.retryable;
      await options.onFailed(error);
    } finally {
      const lastTurnAtMs = clock.nowMs();
      const lastDurationMs = lastTurnAtMs - startedAtMs;
      status = { ...status, activity: 'idle', lastTurnAtMs, lastDurationMs };
    }
  };

  /** Waits until a turn is asked for or due. */
  const nextTurn = async (): Promise<boolean> => {
    if (wanted === undefined) {
      const waitMs = status.failures > 0 ? backoffMs(status.failures) : options.everyMs;
      const activity = status.failures > 0 ? 'retrying' : 'idle';
      const nextTurnAtMs = waitMs === null ? null : clock.nowMs() + waitMs;
      status = { ...status, activity, nextTurnAtMs };
      await sleepUntilWoken(waitMs);
    }
    const refresh = wanted?.refresh === true || isDriftSuspected;
    wanted = undefined;
    return refresh;
  };

  const sleepUntilWoken = async (ms: number | null): Promise<void> => {
    const { signal } = wakeUp;
    if (ms === null) {
      await new Promise<void>((resolve) =>
        signal.addEventListener('abort', () => resolve(), { once: true }),
      );
    } else {
      await clock.sleep(ms, signal).catch(() => undefined);
    }
  };

  const wake = () => {
    wakeUp.abort();
    wakeUp = new AbortController();
  };

  const run = async (): Promise<void> => {
    await options.after;
    while (!stopping.signal.aborted) {
      const refresh = await nextTurn();
      if (isStopped()) return;
      await turn(refresh);
    }
  };
  // A function, because the signal changes while run() waits and the compiler cannot know.
  const isStopped = () => stopping.signal.aborted;

  const ended = run();
  return {
    request: (refresh) => {
      wanted = { refresh: refresh || wanted?.refresh === true };
      if (status.activity !== 'running') status = { ...status, activity: 'queued' };
      wake();
    },
    status: () => status,
    stop: async () => {
      stopping.abort();
      wake();
      await ended;
    },
  };
}

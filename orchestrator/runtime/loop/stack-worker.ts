import type { StackLoopStatus } from './loop-view.ts';
import type { Engine, Program, UpdateResult } from '../../ports/engine.ts';
import type { PolicyPackSpec } from '../../ports/policy.ts';
import type { UpdateEvent } from '../../ports/update-event.ts';
import type { Clock } from '../../common/clock.ts';
import type { Pauses } from '../../common/pauses.ts';
import { AppError } from '../../common/errors/app-error.ts';
import { toAppError } from '../../common/errors/to-app-error.ts';
import { isPermanent, backoffMs } from './update-failure.ts';
import type { UpdateSlots } from './update-slots.ts';
import { withAnySignal } from '../../common/with-any-signal.ts';
import { formatDuration } from '../../core/definition/duration.ts';

export interface StackWorkerOptions {
  stack: string;
  engine: Engine;
  program: Program;
  /** Whether the program is the user's. */
  isOwnProgram: () => boolean;
  /** The policy packs that its updates keep. */
  policies: () => readonly PolicyPackSpec[];
  /** Identifies the desired state of the stack; null: unknown before the update has run. */
  desired: () => string | null;
  slots: UpdateSlots;
  clock: Clock;
  /** Runs again this long after the last turn, changed or not; null: only on request. */
  everyMs: number | null;
  /** Of the timeout: an edit of it counts for the update that runs. */
  pauses: Pauses;
  /** An update that takes longer is stopped and tried again. */
  timeoutMs: () => number;
  /** Ends before the first turn: the removal of a former stack of the same name. */
  after?: Promise<void>;
  onEvent: (event: UpdateEvent) => void;
  /** @param isRepeated the desired state was applied already: a change is drift then. */
  onUpdated: (result: UpdateResult, isRepeated: boolean) => Promise<void>;
  onFailed: (error: AppError) => Promise<void>;
}

/** The options of a requested turn. */
export interface TurnRequest {
  /** Read every resource first, to find one that was removed by hand. */
  refresh?: boolean;
  /** Only if the desired state differs from that of the last turn. */
  ifChanged?: boolean;
}

/** Runs the updates of one stack: one at a time; requests that come meanwhile become one more run. */
export interface StackWorker {
  /** @returns whether there will be a turn. */
  request(how?: TurnRequest): boolean;
  status(): StackLoopStatus;
  /** Whether the desired state is known to differ from that of the last turn; false before the first. */
  isBehind(): boolean;
  /** Takes no more turns and aborts one in flight. Resolves when nothing runs. */
  stop(): Promise<void>;
}

export function startStackWorker(options: StackWorkerOptions): StackWorker {
  const { stack, clock, slots, desired: desiredNow } = options;
  const stopping = new AbortController();
  let pending: { refresh: boolean } | undefined;
  /** The desired state of the last turn, even of a failed one; undefined before the first. */
  let attempted: string | null | undefined;
  let isGivenUp = false;
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
    applied: null,
  };

  const turn = async (): Promise<void> => {
    const leave = await slots.acquire(stack, stopping.signal);
    const refresh = pending?.refresh === true || isDriftSuspected;
    pending = undefined;
    const startedAtMs = clock.nowMs();
    status = { ...status, activity: 'running', turns: status.turns + 1, nextTurnAtMs: null };
    attempted = desiredNow();
    isGivenUp = false;
    try {
      const isRepeated = attempted !== null && attempted === status.applied;
      await options.onUpdated(await update(refresh), isRepeated);
      status = { ...status, failures: 0, applied: attempted };
      isDriftSuspected = false;
      slots.recovered(stack);
    } catch (thrown) {
      if (!stopping.signal.aborted) await handleFailure(toAppError(thrown));
    } finally {
      const lastTurnAtMs = clock.nowMs();
      const lastDurationMs = lastTurnAtMs - startedAtMs;
      status = { ...status, activity: 'idle', lastTurnAtMs, lastDurationMs };
      leave();
    }
  };

  const update = (refresh: boolean): Promise<UpdateResult> => {
    const { engine, program, onEvent, pauses, timeoutMs } = options;
    const how = { refresh, isProgramTried: options.isOwnProgram() };
    return runWithin({ pauses, timeoutMs, signal: stopping.signal }, (signal) =>
      engine.up({ stack, program, policies: options.policies(), ...how, signal, onEvent }),
    );
  };

  const handleFailure = async (error: AppError): Promise<void> => {
    status = { ...status, failures: status.failures + 1 };
    // With a refresh, a host that is down would fail the whole update; without, regions on other hosts are updated.
    isDriftSuspected = !error.retryable;
    isGivenUp = isPermanent(error);
    slots.failed(stack);
    await options.onFailed(error);
  };

  /** Waits until a turn is requested or due. */
  const nextTurn = async (): Promise<void> => {
    if (pending !== undefined) return;
    const waitMs =
      isGivenUp || status.failures === 0 ? options.everyMs : backoffMs(status.failures);
    const activity = isGivenUp ? 'failed' : status.failures > 0 ? 'retrying' : 'idle';
    const nextTurnAtMs = waitMs === null ? null : clock.nowMs() + waitMs;
    status = { ...status, activity, nextTurnAtMs };
    await sleepUntilWoken(waitMs);
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
    while (!isStopped()) {
      await nextTurn();
      if (isStopped()) return;
      status = { ...status, activity: 'queued' };
      await turn().catch((error: unknown) => {
        if (!isStopped()) throw error;
      });
    }
  };
  // A function, because the signal changes while run() waits and the compiler cannot know.
  const isStopped = () => stopping.signal.aborted;

  const isChanged = ({ ifUnknown }: { ifUnknown: boolean }): boolean => {
    const desired = desiredNow();
    return desired === null ? ifUnknown : desired !== attempted;
  };

  const ended = run();
  return {
    request: ({ refresh = false, ifChanged = false } = {}) => {
      if (ifChanged && !isChanged({ ifUnknown: true })) return false;
      pending = { refresh: refresh || pending?.refresh === true };
      if (status.activity !== 'running') status = { ...status, activity: 'queued' };
      wake();
      return true;
    },
    status: () => status,
    isBehind: () => attempted !== undefined && isChanged({ ifUnknown: false }),
    stop: async () => {
      stopping.abort();
      wake();
      await ended;
    },
  };
}

interface Limits {
  pauses: Pauses;
  timeoutMs: () => number;
  signal: AbortSignal;
}

/**
 * Runs an update and aborts its signal at the timeout. Waits until the update has ended: a stack must not be
 * updated again while an update of it still runs.
 * @throws AppError UPDATE_ABORTED at the timeout, else what the update throws.
 */
async function runWithin<T>(
  { pauses, timeoutMs, signal }: Limits,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const late = new AbortController();
  const ended = new AbortController();
  const timer = pauses.pause(timeoutMs, ended.signal).then(
    () => late.abort(),
    () => undefined,
  );
  try {
    return await withAnySignal([signal, late.signal], run);
  } catch (cause) {
    if (!late.signal.aborted) throw cause;
    throw new AppError(
      'UPDATE_ABORTED',
      `the update took longer than ${formatDuration(timeoutMs())}`,
      {
        action: 'It is retried; for more time set updates.timeout in the workspace file.',
        cause,
      },
    );
  } finally {
    ended.abort();
    await timer;
  }
}

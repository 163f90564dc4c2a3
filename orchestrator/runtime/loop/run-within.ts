import { withAnySignal } from '../../common/with-any-signal.ts';
import { formatDuration } from '../../core/definition/duration.ts';
import { AppError } from '../../common/errors/app-error.ts';
import type { Clock } from '../../common/clock.ts';

export interface Limits {
  clock: Clock;
  timeoutMs: number;
  signal: AbortSignal;
}

/**
 * Runs an update and aborts its signal at the timeout. Waits until the update has ended: a stack must not be
 * updated again while an update of it still runs.
 * @throws AppError UPDATE_ABORTED at the timeout, else what the update throws.
 */
export async function runWithin<T>(
  { clock, timeoutMs, signal }: Limits,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const late = new AbortController();
  const ended = new AbortController();
  const timer = clock.sleep(timeoutMs, ended.signal).then(
    () => late.abort(),
    () => undefined,
  );
  try {
    return await withAnySignal([signal, late.signal], run);
  } catch (cause) {
    if (!late.signal.aborted) throw cause;
    throw new AppError(
      'UPDATE_ABORTED',
      `the update took longer than ${formatDuration(timeoutMs)}`,
      {
        action: 'It is tried again; more time: updates.timeout in the workspace file.',
        cause,
      },
    );
  } finally {
    ended.abort();
    await timer;
  }
}

import { parseDurationMs } from '../../orchestrator/core/definition/duration.ts';
import { AppError } from '../../orchestrator/common/errors/app-error.ts';
import type { Within } from './harness.ts';
import { realClock } from '../../orchestrator/common/real-clock.ts';

/** How long an expectation waits by default. */
const USUAL = '10s';

const POLL_EVERY_MS = 10;

/** In milliseconds. @throws AppError BAD_INPUT naming what is no duration. */
export function readDuration(text: string | number): number {
  const ms = parseDurationMs(text);
  if (ms !== undefined) return ms;
  throw new AppError('BAD_INPUT', `"${text}" is not a duration`, {
    action: 'Write for example: 15m, 1h30m, 90s or 250ms.',
  });
}

/**
 * Polls until the result is as expected, in real time.
 * @param fail makes the error from the last result.
 * @throws what `poll` throws, at once; the error of `fail` at the timeout.
 */
export async function waitUntil<Seen>(options: {
  poll: () => Promise<Seen>;
  isSo: (polled: Seen) => boolean;
  within: Within;
  fail: (polled: Seen, waited: string) => Promise<Error>;
}): Promise<Seen> {
  const { within = USUAL } = options.within;
  const untilMs = realClock.nowMs() + readDuration(within);
  for (;;) {
    const polled = await options.poll();
    if (options.isSo(polled)) return polled;
    if (realClock.nowMs() >= untilMs) throw await options.fail(polled, within);
    await realClock.sleep(POLL_EVERY_MS);
  }
}

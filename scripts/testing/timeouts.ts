import { formatDuration, parseDurationMs } from '../../orchestrator/core/definition/duration.ts';
import { AppError } from '../../orchestrator/common/errors/app-error.ts';
import type { Within } from './harness.ts';
import { testRunner } from './test-runner.ts';
import { realClock } from '../../orchestrator/common/real-clock.ts';

/** How long an expectation waits by default, on a machine of usual speed. */
const USUAL_MS = 10_000;

const POLL_EVERY_MS = 10;

/** Polls of hundreds of regions leave half of the time to what they wait for. */
const pauseAfter = (pollMs: number) => Math.max(POLL_EVERY_MS, pollMs);

/** In milliseconds. @throws AppError BAD_INPUT naming what is no duration. */
export function readDuration(text: string | number): number {
  const ms = parseDurationMs(text);
  if (ms !== undefined) return ms;
  throw new AppError('BAD_INPUT', `"${text}" is not a duration`, {
    action: 'Write for example: 15m, 1h30m, 90s or 250ms.',
  });
}

/** @throws AppError BAD_INPUT */
function readScale(): number {
  const text = process.env['COLORTELLER_TEST_TIMEOUT_SCALE'] ?? '1';
  const scale = Number(text);
  if (scale > 0) return scale;
  throw new AppError('BAD_INPUT', `COLORTELLER_TEST_TIMEOUT_SCALE is "${text}"`, {
    action: 'Set it to a number above 0, such as 3 on a slow machine, or unset it.',
  });
}

/** What the report of a failure may take of the time of its test: a tenth, and at most a second. */
const reportMs = (timeoutMs: number) => Math.min(1_000, timeoutMs / 10);

/** How long to wait at most, and how that is said in a failure: never longer than the test itself lasts. */
function deadlineOf({ within }: Within): { ms: number; text: string } {
  const wanted = within === undefined ? USUAL_MS * readScale() : readDuration(within);
  const timeout = testRunner().timeout();
  const left =
    timeout === undefined
      ? Infinity
      : Math.max(0, timeout.endsAtMs - reportMs(timeout.ms) - realClock.nowMs());
  if (timeout === undefined || wanted <= left) {
    return { ms: wanted, text: within ?? formatDuration(wanted) };
  }
  const seconds = (left / 1_000).toFixed(1);
  return { ms: left, text: `${seconds}s: the test ends after ${formatDuration(timeout.ms)}` };
}

/**
 * Polls until the result is as expected, in real time.
 * @param fail makes the error from the last result.
 * @throws what `poll` throws, at once; the error of `fail` at the timeout.
 */
export async function waitUntil<Seen>(options: {
  poll: () => Promise<Seen>;
  isSo: (polled: Seen) => boolean | Promise<boolean>;
  within: Within;
  fail: (polled: Seen, waited: string) => Promise<Error>;
}): Promise<Seen> {
  const { ms, text } = deadlineOf(options.within);
  const untilMs = realClock.nowMs() + ms;
  for (;;) {
    const polledAtMs = realClock.nowMs();
    const polled = await options.poll();
    if (await options.isSo(polled)) return polled;
    if (realClock.nowMs() >= untilMs) throw await options.fail(polled, text);
    await realClock.sleep(pauseAfter(realClock.nowMs() - polledAtMs));
  }
}

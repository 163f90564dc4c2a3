import { vi } from 'vitest';
import { scaled } from './deadlines.ts';

/** Longest that a condition may take on a machine that is busy otherwise. */
const DEADLINE_MS = 60_000;
/** The longest pause between two checks; the first are shorter. */
const PAUSE_MS = 50;

/** Waits until a condition holds; fails after the deadline, which scales. */
export async function eventually<T>(
  what: string,
  check: () => Promise<T | undefined> | T | undefined,
  deadlineMs = DEADLINE_MS,
): Promise<T> {
  const untilMs = Date.now() + scaled(deadlineMs);
  for (let pauseMs = 5; ; pauseMs = Math.min(PAUSE_MS, pauseMs * 1.5)) {
    const found = await check();
    if (found !== undefined) return found;
    if (Date.now() > untilMs) throw new Error(`not seen within ${scaled(deadlineMs)} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}

/** Repeats an assertion until it passes; fails with its last error. `expect.poll` cannot be used in concurrent tests. */
export async function untilPasses(assertion: () => Promise<void> | void): Promise<void> {
  await vi.waitFor(assertion, { timeout: scaled(DEADLINE_MS), interval: 20 });
}

/** Waits until a condition is true. */
export async function until(condition: () => Promise<boolean> | boolean): Promise<void> {
  await eventually('that a condition holds', async () => (await condition()) || undefined);
}

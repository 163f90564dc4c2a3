import { scaled } from './deadlines.ts';

/** Longest that a condition may take on a machine that is busy otherwise. */
const DEADLINE_MS = 60_000;

/** Waits until a condition holds; fails after the deadline, which scales. */
export async function eventually<T>(
  what: string,
  look: () => Promise<T | undefined> | T | undefined,
  deadlineMs = DEADLINE_MS,
): Promise<T> {
  const untilMs = Date.now() + scaled(deadlineMs);
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > untilMs) throw new Error(`not seen within ${scaled(deadlineMs)} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

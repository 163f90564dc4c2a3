import parseDuration from 'parse-duration';
import { z } from 'zod';

export { formatDuration } from './format-duration.ts';

/** Longest duration accepted: one year. Longer ones are nearly always a unit mistaken. */
const LONGEST_MS = 365 * 24 * 60 * 60 * 1000;

/**
 * Reads a duration: a whole number of milliseconds, or text such as `15m`, `1h30m`, `250ms`.
 * Returns milliseconds, or undefined for anything else (negative, fractional ms, over a year, no unit).
 */
export function parseDurationMs(input: string | number): number | undefined {
  const ms = typeof input === 'number' ? input : parseText(input.trim());
  if (ms === undefined || !Number.isInteger(ms) || ms < 0 || ms > LONGEST_MS) return undefined;
  return ms;
}

function parseText(text: string): number | undefined {
  if (/^\d+$/.test(text)) return undefined;
  if (!/^(\d+(\.\d+)?\s*[a-z]+\s*)+$/i.test(text)) return undefined;
  const ms = parseDuration(text);
  return ms === null ? undefined : Math.round(ms);
}

const durationInput = z.union([z.string(), z.number()]).meta({
  description: 'A duration: 15m, 1h30m, 90s, 250ms, or a whole number of milliseconds.',
  examples: ['15m', '1h30m', 900_000],
});

function readDuration(input: string | number, context: z.RefinementCtx): number {
  const ms = parseDurationMs(input);
  if (ms !== undefined) return ms;
  context.addIssue({
    code: 'custom',
    message: `"${input}" is not a duration: write 15m, 1h30m, 90s, 250ms, or a whole number of milliseconds (at most a year)`,
  });
  return z.NEVER;
}

/** A duration in a workspace file or flag, as milliseconds. */
export const durationSchema = durationInput.transform(readDuration);

/** A duration whose days and weeks are those of a calendar: with daylight saving, a day has 23 to 25 hours. */
export const calendarDurationSchema = durationInput.transform((input, context) => ({
  /** With days of 24 hours. */
  ms: readDuration(input, context),
  days: typeof input === 'number' ? 0 : wholeDays(input),
}));

function wholeDays(text: string): number {
  const parts = text.matchAll(/(\d+(?:\.\d+)?)\s*([a-z]+)/gi);
  return Array.from(parts, ([, count = '', unit = '']) => {
    const days = Number(count) * (/^w(eeks?)?$/i.test(unit) ? 7 : 1);
    return /^(d|days?|w|weeks?)$/i.test(unit) && Number.isInteger(days) ? days : 0;
  }).reduce((sum, days) => sum + days, 0);
}

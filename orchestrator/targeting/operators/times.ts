import type { TimeOperator } from '../../definition/condition-schema.ts';
import type { FieldValue } from '../user.ts';
import type { ValueTest } from './value-test.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
/** Whole numbers nearer to 0 are seconds: 10 000 000 000 s are in the year 2286. */
const FIRST_MS = 10_000_000_000;
/** Numbers from here on are none of 64 bits. */
const END_MS = 2 ** 63;
const MOMENT = /^(\d{4})-(\d\d?)-(\d\d?)[T ](\d\d?):(\d\d?):(\d\d?)Z?$/i;

/**
 * `before after on` (the same UTC day). A value is a whole number of seconds or milliseconds, also as text, or a moment
 * in UTC: `2026-03-10T08:00:00Z` or `2026-03-10 08:00:00`. Statsig's SDKs read no fractions of a second, no offsets and no
 * days without a time; neither does this.
 */
export function compileTimes(operator: TimeOperator, targetMs: number): ValueTest {
  return (value) => {
    const foundMs = momentOf(value);
    switch (operator) {
      case 'before':
        return foundMs < targetMs;
      case 'after':
        return foundMs > targetMs;
      case 'on':
        return Math.trunc(foundMs / DAY_MS) === Math.trunc(targetMs / DAY_MS);
    }
  };
}

/** NaN for what is no moment; it compares false with everything. */
function momentOf(value: FieldValue | undefined): number {
  if (typeof value === 'number') return inMs(value);
  if (typeof value !== 'string') return NaN;
  if (/^[+-]?\d+$/.test(value)) return inMs(Number(value));
  const match = MOMENT.exec(value);
  if (match === null) return NaN;
  const [year, month, day, hours, minutes, seconds] = match.slice(1).map(Number);
  const ms = Date.UTC(year ?? NaN, (month ?? NaN) - 1, day, hours, minutes, seconds);
  // A 31st of April would be the 1st of May.
  return new Date(ms).getUTCDate() === day ? ms : NaN;
}

function inMs(number: number): number {
  if (!Number.isInteger(number) || Math.abs(number) >= END_MS) return NaN;
  return Math.abs(number) < FIRST_MS ? number * 1_000 : number;
}

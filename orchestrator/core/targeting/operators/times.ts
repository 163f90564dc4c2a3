import type { TimeOperator } from '../../definition/condition-schema.ts';
import type { FieldValue } from '../user.ts';
import type { ValueTest } from './value-test.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
/** Whole numbers nearer to 0 are seconds: 10 000 000 000 s are in the year 2286. */
const FIRST_MS = 10_000_000_000;
/** Numbers from here on are none of 64 bits. */
const END_MS = 2 ** 63;
const WITH_ZONE = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)Z$/i;
const WITHOUT_ZONE = /^([+-]?\d{1,4})-(\d\d?)-(\d\d?)\s(\d\d?):(\d\d?):(\d\d?)$/;

/**
 * `before after on` (the same UTC day). A value is a whole number of seconds or milliseconds, also as text, or a moment
 * in UTC: `2026-03-10T08:00:00Z` or `2026-03-10 08:00:00`, where single digits do too. Statsig's SDKs read no fractions of
 * a second, no offsets, no days without a time and no `T` without a `Z`; neither does this. (Blanks before
 * a number, which they pass over in places, are refused here.)
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
  const match = WITH_ZONE.exec(value) ?? WITHOUT_ZONE.exec(value);
  if (match === null) return NaN;
  const [year = NaN, month = NaN, day = NaN, hours = NaN, minutes = NaN, seconds = NaN] = match
    .slice(1)
    .map(Number);
  const date = new Date(0);
  // Date.UTC would take the year 50 for 1950.
  date.setUTCFullYear(year, month - 1, day);
  // A 31st of April would be the 1st of May.
  const isDay = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return isDay && hours < 24 && minutes < 60 && seconds <= 60
    ? date.setUTCHours(hours, minutes, seconds)
    : NaN;
}

function inMs(number: number): number {
  if (!Number.isInteger(number) || Math.abs(number) >= END_MS) return NaN;
  return Math.abs(number) < FIRST_MS ? number * 1_000 : number;
}

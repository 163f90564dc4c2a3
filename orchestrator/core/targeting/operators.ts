import type { FieldValue } from './user.ts';
import type {
  ArrayOperator,
  EqualityOperator,
  NumberOperator,
  ListOperator,
  TimeOperator,
  VersionOperator,
} from '../definition/condition-schema.ts';
import { readPattern } from '../definition/pattern.ts';

/** Whether a value found at a user satisfies an operator; undefined is a field that the user does not have. */
export type ValueTest = (value: FieldValue | undefined) => boolean;

/** A value as text: numbers without exponent, arrays as JSON; undefined for a missing one or null. */
export function textOf(value: FieldValue | undefined): string | undefined {
  if (typeof value === 'string') return value;
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'number') return JSON.stringify(value);
  return Object.is(value, -0) ? '-0' : withoutExponent(String(value));
}

/** What Statsig's SDKs read as a number. */
const NUMBER = /^([+-]?)(?:(inf|infinity)|(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)$/i;

/** A number, or text that is one; NaN, which compares false with everything, for anything else. */
function numberOf(value: FieldValue | undefined): number {
  if (typeof value === 'number') return value;
  const match = typeof value === 'string' ? NUMBER.exec(value) : null;
  if (match === null) return NaN;
  const [text, sign, infinite] = match;
  return infinite === undefined ? Number(text) : sign === '-' ? -Infinity : Infinity;
}

/** JavaScript writes 1e+21 and 1e-7 where the SDKs write all the zeros. */
function withoutExponent(text: string): string {
  const match = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(text);
  if (match === null) return text;
  const [, sign = '', first = '', rest = '', exponent = ''] = match;
  const digits = first + rest;
  const places = Number(exponent);
  return places > 0
    ? sign + digits.padEnd(places + 1, '0')
    : `${sign}0.${'0'.repeat(-places - 1)}${digits}`;
}

/** `array_contains_*` on array values, case-sensitive; what is no array, or missing, passes none of them. */
export function compileArrays(operator: ArrayOperator, targets: readonly string[]): ValueTest {
  return (value) => {
    if (!isArray(value)) return false;
    const found = new Set(value.map(textOf));
    const has = (target: string) => found.has(target);
    switch (operator) {
      case 'array_contains_any':
        return targets.some(has);
      case 'array_contains_none':
        return !targets.some(has);
      case 'array_contains_all':
        return targets.every(has);
      case 'not_array_contains_all':
        return !targets.every(has);
    }
  };
}

function isArray(value: unknown): value is readonly FieldValue[] {
  return Array.isArray(value);
}

/**
 * `eq` and `neq`, case-sensitive. The target's type decides how a value is read: text against text, numbers against what
 * is a number also as text, true and false against nothing else; null stands for a missing field.
 */
export function compileEquality(
  operator: EqualityOperator,
  target: string | number | boolean | null,
): ValueTest {
  const isEqual = compileEqual(target);
  return operator === 'eq' ? isEqual : (value) => !isEqual(value);
}

function compileEqual(target: string | number | boolean | null): ValueTest {
  if (typeof target === 'string') return (value) => textOf(value) === target;
  if (typeof target === 'number') return (value) => numberOf(value) === target;
  return (value) => (value ?? null) === target;
}

/** `gt gte lt lte` on numbers and text that is a number; anything else never passes. */
export function compileNumbers(operator: NumberOperator, target: number): ValueTest {
  switch (operator) {
    case 'gt':
      return (value) => numberOf(value) > target;
    case 'gte':
      return (value) => numberOf(value) >= target;
    case 'lt':
      return (value) => numberOf(value) < target;
    case 'lte':
      return (value) => numberOf(value) <= target;
  }
}

/** Statsig's string operators: case-insensitive unless named otherwise; a missing field is the empty text. */
export function compileStrings(operator: ListOperator, targets: readonly string[]): ValueTest {
  const lowered = targets.map((target) => target.toLowerCase());
  const exact = new Set(targets);
  const folded = new Set(lowered);
  switch (operator) {
    case 'any':
      return onText(true, (text) => folded.has(text));
    case 'none':
      return not(onText(true, (text) => folded.has(text)));
    case 'any_case_sensitive':
      return onText(false, (text) => exact.has(text));
    case 'none_case_sensitive':
      return not(onText(false, (text) => exact.has(text)));
    case 'str_starts_with_any':
      return onText(true, (text) => lowered.some((target) => text.startsWith(target)));
    case 'str_ends_with_any':
      return onText(true, (text) => lowered.some((target) => text.endsWith(target)));
    case 'str_contains_any':
      return onText(true, (text) => lowered.some((target) => text.includes(target)));
    case 'str_contains_none':
      return not(onText(true, (text) => lowered.some((target) => text.includes(target))));
  }
}

/** `str_matches`: a regular expression, case-sensitive, found anywhere unless it is anchored; a missing field never matches. */
export function compileRegex(source: string): ValueTest {
  const read = readPattern(source);
  // A log may hold a pattern that is refused by now.
  const pattern = new RegExp('source' in read ? read.source : source, 'u');
  return (value) => {
    const text = textOf(value);
    return text !== undefined && pattern.test(text);
  };
}

function onText(foldCase: boolean, test: (text: string) => boolean): ValueTest {
  return (value) => {
    const text = textOf(value) ?? '';
    return test(foldCase ? text.toLowerCase() : text);
  };
}

function not(test: ValueTest): ValueTest {
  return (value) => !test(value);
}

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

/**
 * `version_*`: numbers between dots, missing ones 0, what follows a `-` ignored. A missing field passes none of them,
 * nor does text with something else than a number before the first difference.
 */
export function compileVersions(operator: VersionOperator, target: string): ValueTest {
  const right = versionParts(target).map(Number);
  const order = (value: Parameters<ValueTest>[0]): number => {
    const text = textOf(value);
    return text === undefined ? NaN : compareVersions(versionParts(text), right);
  };
  switch (operator) {
    case 'version_gt':
      return (value) => order(value) > 0;
    case 'version_gte':
      return (value) => order(value) >= 0;
    case 'version_lt':
      return (value) => order(value) < 0;
    case 'version_lte':
      return (value) => order(value) <= 0;
    case 'version_eq':
      return (value) => order(value) === 0;
    case 'version_neq':
      return (value) => Math.abs(order(value)) > 0;
  }
}

function versionParts(version: string): string[] {
  const end = version.indexOf('-');
  return (end === -1 ? version : version.slice(0, end)).split('.');
}

/** NaN, which is in no order with anything, for text that cannot be compared. */
function compareVersions(left: readonly string[], right: readonly number[]): number {
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const difference = versionPart(left[index]) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function versionPart(part = '0'): number {
  return /^\s*\+?\d+\s*$/.test(part) ? Number(part) : NaN;
}

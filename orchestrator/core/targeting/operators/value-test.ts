import type { FieldValue } from '../user.ts';

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
export function numberOf(value: FieldValue | undefined): number {
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

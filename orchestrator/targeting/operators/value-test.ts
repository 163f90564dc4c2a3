import type { FieldValue } from '../user.ts';

/** Whether a value found at a user satisfies an operator; undefined is a field that the user does not have. */
export type ValueTest = (value: FieldValue | undefined) => boolean;

/** A single value as text; undefined for a missing one, null or an array, which no string operator matches. */
export function textOf(value: FieldValue | undefined): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

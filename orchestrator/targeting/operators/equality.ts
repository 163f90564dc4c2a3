import type { EqualityOperator } from '../../definition/condition-schema.ts';
import type { ValueTest } from './value-test.ts';

/** `eq` and `neq`: strict, case-sensitive, no conversion; null stands for a missing field. */
export function compileEquality(
  operator: EqualityOperator,
  target: string | number | boolean | null,
): ValueTest {
  return operator === 'eq'
    ? (value) => (value ?? null) === target
    : (value) => (value ?? null) !== target;
}

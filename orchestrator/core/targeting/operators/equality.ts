import type { EqualityOperator } from '../../definition/condition-schema.ts';
import { numberOf, textOf, type ValueTest } from './value-test.ts';

/**
 * `eq` and `neq`, case-sensitive. The target's type decides how a value is read: text against text, numbers against what
 * is a number also as text, true and false against nothing else; null stands for a missing field.
 */
export function compileEquality(
  operator: EqualityOperator,
  target: string | number | boolean | null,
): ValueTest {
  const isEqual = compile(target);
  return operator === 'eq' ? isEqual : (value) => !isEqual(value);
}

function compile(target: string | number | boolean | null): ValueTest {
  if (typeof target === 'string') return (value) => textOf(value) === target;
  if (typeof target === 'number') return (value) => numberOf(value) === target;
  return (value) => (value ?? null) === target;
}

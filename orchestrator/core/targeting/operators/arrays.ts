import type { ArrayOperator } from '../../definition/condition-schema.ts';
import type { FieldValue } from '../user.ts';
import { textOf, type ValueTest } from './value-test.ts';

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

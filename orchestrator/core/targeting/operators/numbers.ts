import type { NumberOperator } from '../../definition/condition-schema.ts';
import { numberOf, type ValueTest } from './value-test.ts';

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

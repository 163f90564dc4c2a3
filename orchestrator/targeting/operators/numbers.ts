import type { NumberOperator } from '../../definition/condition-schema.ts';
import { textOf, type ValueTest } from './value-test.ts';

/** `gt gte lt lte` on numbers and text that is a number; anything else never passes. */
export function compileNumbers(operator: NumberOperator, target: number): ValueTest {
  return (value) => {
    const found = numberOf(textOf(value));
    switch (operator) {
      case 'gt':
        return found > target;
      case 'gte':
        return found >= target;
      case 'lt':
        return found < target;
      case 'lte':
        return found <= target;
    }
  };
}

/** NaN for what is no number; it compares false with everything. */
function numberOf(text: string | undefined): number {
  return text === undefined || text.trim() === '' ? NaN : Number(text);
}

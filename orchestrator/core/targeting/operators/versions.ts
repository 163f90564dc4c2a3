import type { VersionOperator } from '../../definition/condition-schema.ts';
import { textOf, type ValueTest } from './value-test.ts';

/**
 * `version_*`: numbers between dots, missing ones 0, what follows a `-` ignored. A missing field passes none of them,
 * nor does text with something else than a number before the first difference.
 */
export function compileVersions(operator: VersionOperator, target: string): ValueTest {
  const right = partsOf(target).map(Number);
  const order = (value: Parameters<ValueTest>[0]): number => {
    const text = textOf(value);
    return text === undefined ? NaN : compare(partsOf(text), right);
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

function partsOf(version: string): string[] {
  const end = version.indexOf('-');
  return (end === -1 ? version : version.slice(0, end)).split('.');
}

/** NaN, which is in no order with anything, for text that cannot be compared. */
function compare(left: readonly string[], right: readonly number[]): number {
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const difference = numberOf(left[index]) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function numberOf(part = '0'): number {
  return /^\s*\+?\d+\s*$/.test(part) ? Number(part) : NaN;
}

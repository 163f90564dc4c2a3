import type { VersionOperator } from '../../definition/condition-schema.ts';
import { textOf, type ValueTest } from './value-test.ts';

/** `version_*`: numbers between dots, missing ones 0, what follows a `-` ignored; a missing field never passes. */
export function compileVersions(operator: VersionOperator, target: string): ValueTest {
  const right = partsOf(target);
  return (value) => {
    const text = textOf(value);
    if (text === undefined) return false;
    const order = compare(partsOf(text), right);
    switch (operator) {
      case 'version_gt':
        return order > 0;
      case 'version_gte':
        return order >= 0;
      case 'version_lt':
        return order < 0;
      case 'version_lte':
        return order <= 0;
      case 'version_eq':
        return order === 0;
      case 'version_neq':
        return order !== 0;
    }
  };
}

function partsOf(version: string): number[] {
  const [numbers = ''] = version.split('-', 1);
  return numbers.split('.').map((part) => (/^\s*\d+\s*$/.test(part) ? Number(part) : 0));
}

function compare(left: readonly number[], right: readonly number[]): number {
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

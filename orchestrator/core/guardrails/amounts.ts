import type { GuardUnit } from '../definition/guard-check.ts';

/** A measured value with its unit. */
export function amount(value: number | null, unit: GuardUnit): string {
  if (value === null) return 'unknown';
  switch (unit) {
    case 'share':
      return `${rounded(value * 100)}%`;
    case 'ms':
      return `${rounded(value)}ms`;
    case 'bytes':
      return `${rounded(value / 1e6)}MB`;
    case 'ratio':
    case 'number':
    case 'truth':
      return String(rounded(value, 2));
  }
}

function rounded(value: number, digits = 1): number {
  return Number(value.toFixed(digits));
}

/** A number of requests. */
export function count(value: number): string {
  return value.toLocaleString('en-US');
}

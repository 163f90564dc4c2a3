import { describe, expect, it } from 'vitest';
import { percentile } from '../../../../../orchestrator/core/guardrails/percentile.ts';

describe('percentile', () => {
  it.each([
    { values: [], share: 0.95, expected: null },
    { values: [7], share: 0, expected: 7 },
    { values: [7], share: 1, expected: 7 },
    { values: [30, 10, 20, 40], share: 0.5, expected: 20 },
    { values: [30, 10, 20, 40], share: 0.51, expected: 30 },
    { values: [100, 9, 20], share: 0.95, expected: 100 },
  ])('of $values at $share is $expected', ({ values, share, expected }) => {
    expect(percentile(values, share)).toBe(expected);
  });

  it('does not change the order of the values', () => {
    const values = [3, 1, 2];
    percentile(values, 0.5);
    expect(values).toEqual([3, 1, 2]);
  });
});

import { describe, expect, it } from 'vitest';
import { figure, percentile } from '../../../../../scripts/dev/bench/figure.ts';

describe('a percentile', () => {
  it.each([
    [0.5, 50],
    [0.99, 99],
    [1, 100],
    [0, 1],
  ])('%d of one to a hundred is %d, in any order', (share, expected) => {
    const samples = Array.from({ length: 100 }, (_, n) => ((n * 37) % 100) + 1);
    expect(percentile(samples, share)).toBe(expected);
  });
});

describe('a figure', () => {
  it.each([
    ['ms', 2, false],
    ['ms', 4, true],
    ['MB', 2, false],
    ['% of a core', 4, true],
    ['per s', 2, true],
    ['per s', 4, false],
  ] as const)('of 30 %s against 10 keeps a goal of %d: %s', (unit, goal, met) => {
    const one = figure({ group: 'g', name: 'n', unit, samples: [30], baseline: [10], goal });
    expect([one.ratio, one.met]).toEqual([3, met]);
  });

  it('has no ratio to nothing', () => {
    const one = figure({ group: 'g', name: 'n', samples: [30], baseline: [0] });
    expect(one.ratio).toBeNull();
  });
});

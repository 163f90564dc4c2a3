import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  confidenceAt,
  errorsByChance,
  normalTail,
  rankTest,
} from '../../../../../orchestrator/core/guardrails/statistics.ts';

const proportion = fc
  .tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 40 }))
  .map(([requests, errors]) => ({ requests, errors: Math.min(errors, requests) }));

function choose(n: number, k: number): number {
  return k < 0 || k > n ? 0 : k === 0 ? 1 : (choose(n - 1, k - 1) * n) / k;
}

describe('the exact test of two error rates', () => {
  it.each([
    // The lady tasting tea: 17 of 70 ways.
    [{ requests: 4, errors: 3 }, { requests: 4, errors: 1 }, 17 / 70],
    [{ requests: 4, errors: 4 }, { requests: 4, errors: 0 }, 1 / 70],
    [{ requests: 50, errors: 0 }, { requests: 950, errors: 0 }, 1],
    [{ requests: 50, errors: 0 }, { requests: 950, errors: 9 }, 1],
    [{ requests: 50, errors: 50 }, { requests: 950, errors: 950 }, 1],
  ])('of %o and %o is %d', (first, second, expected) => {
    expect(errorsByChance(first, second)).toBeCloseTo(expected, 12);
  });

  it('counts the ways in which the errors can be divided, for whatever numbers', () => {
    fc.assert(
      fc.property(proportion, proportion, (first, second) => {
        const errors = first.errors + second.errors;
        const ways = (count: number) =>
          choose(first.requests, count) * choose(second.requests, errors - count);
        let [asMany, all] = [0, 0];
        for (let count = 0; count <= errors; count++) {
          all += ways(count);
          if (count >= first.errors) asMany += ways(count);
        }
        expect(errorsByChance(first, second)).toBeCloseTo(asMany / all, 9);
      }),
    );
  });

  it('holds for millions of requests', () => {
    const half = { requests: 4_000_000, errors: 1_000_000 };
    expect(errorsByChance(half, half)).toBeCloseTo(0.5, 2);
    expect(errorsByChance({ ...half, errors: 1_010_000 }, half)).toBeLessThan(1e-9);
  });
});

describe('the rank test', () => {
  const upTo = (count: number, from = 1) => Array.from({ length: count }, (_, n) => from + n);

  it('says in what share of pairs the first is larger', () => {
    expect(rankTest([3, 4], [1, 2]).larger).toBe(1);
    expect(rankTest([1, 2], [3, 4]).larger).toBe(0);
    expect(rankTest([1, 5], [5, 9]).larger).toBe(0.125);
  });

  it('is the normal tail of the corrected sum of ranks', () => {
    // U = 55, mean 50, variance 10 * 10 * 21 / 12: z = (55 - 50 - 0.5) / sqrt(175).
    const other = upTo(10, 1).map((value) => value - 0.05 * 10);
    const { larger, byChance } = rankTest(upTo(10), other);
    expect(larger).toBe(0.55);
    expect(byChance).toBeCloseTo(normalTail(4.5 / Math.sqrt(175)), 12);
  });

  it('corrects the variance where values are tied', () => {
    // Groups of 4 and 4 equal values among 8: 16/12 * (9 - 120/56).
    const { larger, byChance } = rankTest([1, 2, 2, 2], [1, 1, 1, 2]);
    expect(larger).toBe(0.75);
    expect(byChance).toBeCloseTo(normalTail(3.5 / Math.sqrt((16 / 12) * (9 - 120 / 56))), 12);
  });

  it('sees no difference where all values are equal', () => {
    expect(rankTest([7, 7], [7, 7, 7])).toEqual({ byChance: 1, larger: 0.5 });
  });
});

describe('the tail of the normal distribution', () => {
  it.each([
    [0, 0.5],
    [1.959963984540054, 0.025],
    [-1.959963984540054, 0.975],
    [6, 9.865876450376946e-10],
  ])('beyond %d is %d', (value, expected) => {
    expect(Math.abs(normalTail(value) / expected - 1)).toBeLessThan(2e-7);
  });
});

describe('the confidence of many looks', () => {
  it('spends the chance of a false alarm over all looks, and never more', () => {
    let spent = 0;
    for (let look = 1; look <= 10_000; look++) {
      const least = 0.05 / (look * (look + 1));
      if (confidenceAt(look, least * 0.999) > 0.95) spent += least;
      if (confidenceAt(look, least * 1.001) > 0.95) spent = NaN;
    }
    expect(spent).toBeLessThan(0.05);
    expect(spent).toBeGreaterThan(0.0499);
  });
});

import { describe, expect, it } from 'vitest';
import {
  deletionsOf,
  deletionsText,
} from '../../../../../orchestrator/core/definition/deletions.ts';
import { walkthrough } from '../../../../support/walkthrough.ts';

const stacked = (stacks: Record<string, string[]>) => {
  const definition = walkthrough();
  const [region] = definition.regions;
  if (region === undefined) throw new Error('the walkthrough has regions');
  return {
    ...definition,
    regions: Object.values(stacks)
      .flat()
      .map((name) => ({ ...region, name })),
    stacks: Object.entries(stacks).map(([name, regions]) => ({ name, regions })),
  };
};

describe('what an edit deletes', () => {
  it('is each region and stack that is gone, and each region that another stack has', () => {
    const before = stacked({ eu: ['a', 'b'], us: ['c'], asia: ['constructor'] });
    const after = stacked({ eu: ['a'], us: ['c', 'b', 'd'] });
    expect(deletionsOf(before, after)).toEqual({
      regions: ['b', 'constructor'],
      stacks: ['asia'],
    });
  });

  it('is nothing where regions and stacks only come', () => {
    const before = stacked({ eu: ['a'] });
    const after = stacked({ eu: ['a', 'b'], us: ['c'] });
    expect(deletionsText(deletionsOf(before, after))).toBeUndefined();
  });

  it('names a few of many', () => {
    expect(deletionsText({ regions: ['a'], stacks: ['s', 't'] })).toBe('region a and stacks s, t');
    const regions = Array.from({ length: 60 }, (_, n) => `r${n}`);
    expect(deletionsText({ regions, stacks: [] })).toBe('regions r0, r1, r2, r3, r4 and 55 more');
  });
});

import { describe, expect, it } from 'vitest';
import type { Definition, Region } from '../../../../../orchestrator/core/definition/definition.ts';
import { mergeDefinitions } from '../../../../../orchestrator/core/definition/merge-definitions.ts';
import { walkthrough } from '../../../../support/walkthrough.ts';

const region = (name: string, port: number): Region => ({
  name,
  environment: 'production',
  port,
  replicas: 1,
  custom: { region: name },
  dockerHost: null,
});
const withRegions = (...regions: Region[]): Definition => ({ ...walkthrough(), regions });
const A = region('a', 1);
const B = region('b', 2);

describe('an edit of the workspace file, where others change the definition too,', () => {
  it.each<[what: string, base: Region[], inEffect: Region[], file: Region[], merged: Region[]]>([
    ['changes what it changed', [A, B], [A, B], [region('a', 9), B], [region('a', 9), B]],
    ['leaves what others changed', [A, B], [A, region('b', 9)], [A, B], [A, region('b', 9)]],
    [
      'does both at once',
      [A, B],
      [A, region('b', 9)],
      [region('a', 9), B],
      [region('a', 9), region('b', 9)],
    ],
    [
      'has the last word on what both changed',
      [A],
      [region('a', 8)],
      [region('a', 9)],
      [region('a', 9)],
    ],
    ['adds', [A], [A], [A, B], [A, B]],
    ['has the last word on what both added', [A], [A, region('b', 8)], [A, B], [A, B]],
    ['removes, also what others changed', [A, B], [A, region('b', 9)], [A], [A]],
    ['keeps what others added, after its own', [A], [A, B], [region('a', 9)], [region('a', 9), B]],
    ['does not bring back what others removed', [A, B], [B], [A, region('b', 9)], [region('b', 9)]],
    [
      'brings back what others removed where it changed it',
      [A, B],
      [B],
      [region('a', 9), B],
      [region('a', 9), B],
    ],
    ['orders', [A, B], [A, B], [B, A], [B, A]],
  ])('%s', (_, base, inEffect, file, merged) => {
    expect(
      mergeDefinitions(withRegions(...base), withRegions(...inEffect), withRegions(...file)),
    ).toEqual(withRegions(...merged));
  });

  it('merges every list of a definition', () => {
    const base = walkthrough();
    const emptied = Object.fromEntries(Object.keys(base).map((list) => [list, []])) as never;
    expect(mergeDefinitions(base, base, emptied)).toEqual(emptied);
    expect(mergeDefinitions(emptied, emptied, base)).toEqual(base);
  });
});

import { expect, it } from 'vitest';
import type { StateView } from '../../../../../orchestrator/control-plane/view/state-view.ts';
import {
  cellCount,
  subjectsByRegion,
  subjectsOfRegion,
} from '../../../../../services/dashboard/store/cells.ts';
import { regionCounts, wrongCount } from '../../../../../services/dashboard/store/region-counts.ts';
import { applyMessages } from '../../../../../services/dashboard/store/store.ts';

const region = (name: string, color: string | null, more: object = {}) => ({
  name,
  answered: color === null ? null : { color, configVersion: 1 },
  wrongSinceMs: null,
  ...more,
});

function show(...regions: object[]): void {
  const clock = { kind: 'real', nowMs: 0, speed: 1, isPaused: false, nextEventMs: null };
  const data = { nowMs: 0, seq: 1, clock, releases: [], regions, stacks: [] };
  applyMessages([{ name: 'state', data: data as unknown as StateView, atMs: 0 }]);
}

const cell = (name: string, share: number) => ({ cell: { name, region: 'west', share } });

/** A region without cells, and one with two, out of sync. */
function showCells(): void {
  show(
    region('east', 'blue'),
    region('west/canary', 'purple', { ...cell('canary', 0.1), wrongSinceMs: 1 }),
    region('west/rest', null, { ...cell('rest', 0.9), wrongSinceMs: 1 }),
  );
}

it('shows the cells of a region in its place, and a region without cells as itself', () => {
  showCells();
  expect([...subjectsByRegion.value]).toEqual([
    ['east', ['east']],
    ['west', ['west/canary', 'west/rest']],
  ]);
  expect(subjectsOfRegion('west')).toEqual(['west/canary', 'west/rest']);
  expect(cellCount.value).toBe(2);
});

it('counts a cell as its share of a region, and a region with two cells out of sync once', () => {
  showCells();
  expect(regionCounts.value).toEqual([
    ['blue', 1],
    [null, 0.9],
    ['purple', 0.1],
  ]);
  expect(wrongCount.value).toBe(1);
});

it('has no cells where no region has any, and counts regions', () => {
  show(region('east', 'blue'), region('west', 'blue', { wrongSinceMs: 1 }));
  expect(cellCount.value).toBe(0);
  expect(subjectsOfRegion('west')).toEqual(['west']);
  expect(regionCounts.value).toEqual([['blue', 2]]);
  expect(wrongCount.value).toBe(1);
});

it('shows by its name alone a region that the state does not have yet', () => {
  expect(subjectsOfRegion('south')).toEqual(['south']);
});

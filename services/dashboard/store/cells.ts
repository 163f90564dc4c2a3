import { computed, type ReadonlySignal } from '@preact/signals';
import { regionOf } from '../../../orchestrator/core/definition/cells.ts';
import { regionNames } from './store.ts';

/** The regions in order, each with the names of its cells; of one without cells its own name alone. */
export const subjectsByRegion: ReadonlySignal<ReadonlyMap<string, readonly string[]>> = computed(
  () => {
    const regions = new Map<string, string[]>();
    for (const name of regionNames.value) {
      const region = regionOf(name);
      regions.set(region, [...(regions.get(region) ?? []), name]);
    }
    return regions;
  },
);

/** How many cells there are; regions without cells have none. */
export const cellCount = computed(
  () => regionNames.value.filter((name) => regionOf(name) !== name).length,
);

/** What is shown as the tile of a region: its cells, or itself. */
export function subjectsOfRegion(region: string): readonly string[] {
  return subjectsByRegion.value.get(region) ?? [region];
}

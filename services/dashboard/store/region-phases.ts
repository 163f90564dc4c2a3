import { computed, type ReadonlySignal } from '@preact/signals';
import { state } from './store.ts';

const pipelines = computed(() => state.value?.pipelines);

/** For each region the phases that it is in, in words; the same map until the pipelines change. */
export const regionPhases: ReadonlySignal<ReadonlyMap<string, string>> = computed(() => {
  const words = new Map<string, string>();
  for (const { name, references } of pipelines.value ?? []) {
    for (const { id, regions } of references.phases) {
      for (const region of regions) {
        const before = words.get(region);
        const phase = `phase “${id}” of ${name}`;
        words.set(region, before === undefined ? phase : `${before}, ${phase}`);
      }
    }
  }
  return words;
});

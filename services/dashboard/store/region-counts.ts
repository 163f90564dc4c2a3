import { computed } from '@preact/signals';
import { state } from './store.ts';

/** How many regions answer each colour, most frequent first; null: no answer. */
export const regionCounts = computed(() => {
  const regions = state.value?.regions ?? [];
  const counts = new Map<string | null, number>();
  for (const { answered } of regions) {
    const color = answered?.color ?? null;
    counts.set(color, (counts.get(color) ?? 0) + 1);
  }
  return [...counts].sort(([, one], [, other]) => other - one);
});

/** How many regions do not answer as decided. */
export const wrongCount = computed(
  () => state.value?.regions.filter(({ wrongSinceMs }) => wrongSinceMs !== null).length ?? 0,
);

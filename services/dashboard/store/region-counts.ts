import { computed } from '@preact/signals';
import { sharesOf } from '../../../orchestrator/control-plane/view/region-groups.ts';
import { regionCount } from '../../../orchestrator/core/definition/cells.ts';
import { state } from './store.ts';

/** How many regions answer each colour, most frequent first; null: no answer. A cell counts as its share. */
export const regionCounts = computed(() => {
  const shares = sharesOf(state.value?.regions ?? []);
  return shares.map(({ color, share }) => [color, share] as const);
});

/** How many regions do not answer as decided. */
export const wrongCount = computed(() =>
  regionCount(
    (state.value?.regions ?? [])
      .filter(({ wrongSinceMs }) => wrongSinceMs !== null)
      .map(({ name }) => name),
  ),
);

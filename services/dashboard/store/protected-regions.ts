import { computed } from '@preact/signals';
import { records } from './store.ts';

const definition = computed(() => {
  const changed = records.value.findLast(({ event }) => event.type === 'definition-changed');
  return changed?.event.type === 'definition-changed' ? changed.event.definition : undefined;
});

/** Names of the protected regions by the latest definition. */
export const protectedRegions = computed(
  () =>
    new Set(
      definition.value?.regions.filter(({ protect }) => protect === true).map(({ name }) => name),
    ),
);

import { computed } from '@preact/signals';
import { records } from './store.ts';

const definition = computed(() => {
  const changed = records.value.findLast(({ event }) => event.type === 'definition-changed');
  return changed?.event.type === 'definition-changed' ? changed.event.definition : undefined;
});

/** Names of the regions that nothing deletes, as the latest definition has it that this page knows of. */
export const protectedRegions = computed(
  () =>
    new Set(
      definition.value?.regions.filter(({ protect }) => protect === true).map(({ name }) => name),
    ),
);

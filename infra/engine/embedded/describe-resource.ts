import type { Operation, ResourceChange } from '../update-event.ts';
import type { Bag, Registration } from './evaluate-program.ts';
import type { ResourceRecord } from './state-file.ts';

/** A provider's own configuration, or a component: nothing stands behind it. */
export function isTrivial({ type, isCustom }: Pick<ResourceRecord, 'type' | 'isCustom'>): boolean {
  return !isCustom || type.startsWith('pulumi:providers:');
}

/** A change as it is told in events and results. */
export function changeOf(
  { urn, type, name }: Pick<ResourceRecord, 'urn' | 'type' | 'name'>,
  operation: Operation,
  properties: string[] = [],
): ResourceChange {
  return { urn, type, name, operation, properties };
}

/** What is recorded of a registered resource that stands as it should. */
export function recordOf(
  { urn, type, name, isCustom, dependencies }: Registration,
  { id, inputs, outputs }: { id: string; inputs: Bag; outputs: Bag },
): ResourceRecord {
  return { urn, type, name, isCustom, id, inputs, outputs, dependencies, unfinished: null };
}

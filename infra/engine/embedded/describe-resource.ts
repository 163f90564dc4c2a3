import { differencesOf } from '../differences.ts';
import type { Operation, ResourceChange } from '../../../orchestrator/ports/update-event.ts';
import type { PlannedChange } from '../../../orchestrator/ports/planned-change.ts';
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

/** The same in a preview: with what would be another. Without properties to compare, nothing is known to differ. */
export function plannedOf(
  change: ResourceChange,
  before: ResourceRecord | undefined,
  inputs: Bag,
): PlannedChange {
  // Whatever is created gets all its inputs.
  const compared = change.operation === 'create' ? Object.keys(inputs) : change.properties;
  return { ...change, differences: differencesOf(before, inputs, compared) };
}

/** What is recorded of a registered resource that stands as it should. */
export function recordOf(
  { urn, type, name, isCustom, dependencies, isProtected }: Registration,
  { id, inputs, outputs }: { id: string; inputs: Bag; outputs: Bag },
): ResourceRecord {
  const record = { urn, type, name, isCustom, id, inputs, outputs, dependencies, unfinished: null };
  return isProtected ? { ...record, isProtected } : record;
}

import { differencesOf } from '../differences.ts';
import type { Operation, ResourceChange } from '../../../orchestrator/ports/update-event.ts';
import type { PlannedChange } from '../../../orchestrator/ports/planned-change.ts';
import type { Bag, Registration } from './evaluate-program.ts';
import type { ResourceRecord } from './state-file.ts';

/** A provider's own configuration, or a component: nothing stands behind it. */
export function isTrivial({ type, isCustom }: Pick<ResourceRecord, 'type' | 'isCustom'>): boolean {
  return !isCustom || type.startsWith('pulumi:providers:');
}

/** A change as events and results show it. */
export function changeOf(
  { urn, type, name }: Pick<ResourceRecord, 'urn' | 'type' | 'name'>,
  operation: Operation,
  properties: string[] = [],
): ResourceChange {
  return { urn, type, name, operation, properties };
}

/** The same in a preview, with the differences. Without properties to compare there are none. */
export function plannedOf(
  change: ResourceChange,
  before: ResourceRecord | undefined,
  inputs: Bag,
): PlannedChange {
  // A created resource gets all its inputs.
  const compared = change.operation === 'create' ? Object.keys(inputs) : change.properties;
  return { ...change, differences: differencesOf(before, inputs, compared) };
}

/** The record of a registered resource that is up to date. */
export function recordOf(
  { urn, type, name, isCustom, dependencies, isProtected }: Registration,
  { id, inputs, outputs }: { id: string; inputs: Bag; outputs: Bag },
): ResourceRecord {
  const record = { urn, type, name, isCustom, id, inputs, outputs, dependencies, unfinished: null };
  return isProtected ? { ...record, isProtected } : record;
}

import type { PolicyViolation } from '../../ports/policy.ts';
import type { PlannedChange } from '../../ports/planned-change.ts';
import { MACHINE_TYPE, regionOf } from '../../../infra/program/region-of.ts';
import { createHash } from 'node:crypto';
import type { Plan, PlannedOperation, PlannedRegion } from './plan-schema.ts';

/** The preview of one stack. */
export interface PreviewedStack {
  stack: string;
  regions: readonly Pick<PlannedRegion, 'name' | 'isInPhase' | 'configSource'>[];
  changes: readonly PlannedChange[];
  /** What breaks advisory policies; left out: nothing. */
  advice?: readonly PolicyViolation[];
}

/** The plan of a phase, from the previews of the stacks that it affects. */
export function planOf(
  { release, phase, costs }: Pick<Plan, 'release' | 'phase' | 'costs'>,
  stacks: readonly PreviewedStack[],
): Plan {
  const counts = { same: 0, create: 0, update: 0, replace: 0, delete: 0 };
  const changes = stacks.flatMap((stack) => stack.changes);
  for (const { operation } of changes) if (operation !== 'read') counts[operation] += 1;
  const differing = changes.filter(isChange).sort(byUrn);
  const deleted = differing.flatMap((change) =>
    change.operation === 'delete' && change.type !== MACHINE_TYPE ? (regionOf(change) ?? []) : [],
  );
  const advice = adviceOf(stacks);
  const what = { release, phase };
  return {
    hash: planHash(what, differing),
    ...what,
    counts,
    deletes: [...new Set(deleted)],
    costs,
    regions: stacks.flatMap(regionsOf),
    shared: differing.filter((change) => regionOf(change) === undefined),
    ...(advice.length > 0 && { advice }),
  };
}

/** What breaks advisory policies, over all stacks. */
export function adviceOf(stacks: readonly PreviewedStack[]): readonly PolicyViolation[] {
  return stacks.flatMap(({ advice = [] }) => advice);
}

function regionsOf({ stack, regions, changes }: PreviewedStack): PlannedRegion[] {
  const byName = new Map(regions.map((region) => [region.name, region]));
  // Regions that are no longer defined may still be deployed.
  const names = new Set([...byName.keys(), ...changes.flatMap((change) => regionOf(change) ?? [])]);
  return [...names].flatMap((name): PlannedRegion[] => {
    const { isInPhase = false, configSource = 'file' } = byName.get(name) ?? {};
    const own = changes.filter((change) => regionOf(change) === name);
    const operation = operationOf(own);
    if (operation === 'same' && !isInPhase) return [];
    const differing = own.filter(isChange).sort(byUrn);
    return [{ name, stack, isInPhase, configSource, operation, changes: differing }];
  });
}

/** What an update does to resources together: of several operations the most destructive. */
export function operationOf(changes: readonly PlannedChange[]): PlannedOperation {
  const operations = new Set(changes.map(({ operation }) => operation));
  const [only = 'same'] = operations;
  if (operations.size <= 1) return only === 'read' ? 'same' : only;
  return operations.has('replace') ? 'replace' : 'update';
}

function isChange({ operation }: PlannedChange): boolean {
  return operation !== 'same' && operation !== 'read';
}

function byUrn(left: PlannedChange, right: PlannedChange): number {
  return left.urn < right.urn ? -1 : 1;
}

/**
 * SHA-256, in hex, of what a plan does: the phase, and each resource that changes with its operation
 * and values. Unchanged resources are not part of it, nor is the order in which an engine reports the changes.
 */
function planHash(
  what: { release: string | null; phase: string | null },
  changes: readonly PlannedChange[],
): string {
  const content = changes
    .map(({ urn, operation, differences }) => canonical({ urn, operation, differences }))
    .sort();
  return createHash('sha256')
    .update(canonical([what, content]))
    .digest('hex');
}

/** One text for equal values, whatever the order of their keys. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) =>
    typeof item === 'object' && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([left], [right]) => (left < right ? -1 : 1)))
      : item,
  );
}

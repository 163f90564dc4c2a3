import { createHash } from 'node:crypto';
import type { PlannedChange } from '../../infra/engine/update-event.ts';

/**
 * SHA-256, in hex, of what a plan does: the phase, and each resource that does not stay as it is with its operation
 * and values. What stays the same is not part of it, nor is the order in which an engine tells the rest.
 */
export function planHash(
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

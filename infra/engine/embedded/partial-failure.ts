import { formatErrorText } from '../../../orchestrator/errors/error-text.ts';
import type { Bag } from './evaluate-program.ts';

/** A failure after which the resource exists nevertheless. */
export interface PartialFailure {
  id: string;
  properties: Bag;
  reason: string;
}

/** Reads the fields by which a Pulumi provider says that the resource is there and not well. */
export function partialOf(error: unknown): PartialFailure | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { id, properties } = error as { id?: unknown; properties?: unknown };
  if (typeof id !== 'string' || id === '') return undefined;
  if (typeof properties !== 'object' || properties === null) return undefined;
  return { id, properties: properties as Bag, reason: formatErrorText(error) };
}

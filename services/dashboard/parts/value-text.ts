import type { FlagValue } from '../../../orchestrator/core/pipeline/records.ts';

/** The colour of a value, where it has one. */
export function colorOf(value: FlagValue): string | undefined {
  if (typeof value === 'boolean') return undefined;
  const { color } = value;
  return typeof color === 'string' ? color : undefined;
}

export function valueText(value: FlagValue): string {
  return JSON.stringify(value);
}

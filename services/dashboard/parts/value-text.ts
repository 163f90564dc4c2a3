import type { FlagValue } from '../../../orchestrator/core/pipeline/records.ts';

/** The colour of a value, where it has one: a reference to what each environment has is none to paint. */
export function colorOf(value: FlagValue): string | undefined {
  if (typeof value === 'boolean') return undefined;
  const { color } = value;
  return typeof color === 'string' && !color.includes('${') ? color : undefined;
}

export function valueText(value: FlagValue): string {
  return JSON.stringify(value);
}

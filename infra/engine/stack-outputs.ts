import type { StackOutputs } from './update-event.ts';

/** The outputs that a program returned, as those of a stack; a program without regions has none. */
export function stackOutputs(outputs: Record<string, unknown> | undefined): StackOutputs {
  const { regions = {} } = (outputs ?? {}) as Partial<StackOutputs>;
  return { regions };
}

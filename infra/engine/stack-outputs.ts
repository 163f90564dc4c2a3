import type { StackOutputs } from '../../orchestrator/ports/update-event.ts';

/** The outputs that a program returned, as those of a stack; a program without regions has none. */
export function stackOutputs(outputs: Record<string, unknown> | undefined): StackOutputs {
  const { regions = {} } = (outputs ?? {}) as Partial<StackOutputs>;
  return { regions };
}

/** Name of the Pulumi project that every stack belongs to, whichever engine runs it. */
export const PROJECT = 'colorteller';

import type { StackSpec } from '../../infra/program/stack-spec.ts';
import type { ConfigValue } from '../definition/definition.ts';

export interface UpdateNeedOptions {
  stackSpec: (stack: string) => StackSpec;
  /** What is decided for each region now. */
  regions: () => readonly { name: string; decided: { value: ConfigValue } | null }[];
}

/**
 * Tells whether a new decision needs an update of a stack. Where every region asks for its config by itself, another
 * colour needs none; another image, memory, number of replicas or environment does, and so does another definition.
 */
export function createUpdateNeed(options: UpdateNeedOptions): (stack: string) => boolean {
  const deployed = new Map<string, string>();
  return (stack) => {
    const spec = options.stackSpec(stack);
    const isDelivered = spec.regions.some(({ statsig }) => statsig === undefined);
    const values = options
      .regions()
      .filter(({ name }) => spec.regions.some((region) => region.name === name))
      .map(({ decided }) => infrastructureOf(decided?.value));
    const wanted = JSON.stringify([spec, values]);
    const isNew = deployed.get(stack) !== wanted;
    deployed.set(stack, wanted);
    return isDelivered || isNew;
  };
}

function infrastructureOf({ image, memoryMb, replicas, env }: ConfigValue = {}) {
  return { image, memoryMb, replicas, env };
}

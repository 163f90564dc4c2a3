import type { RegionSpec, StackSpec } from '../ports/stack-spec.ts';
import type { Definition, Region } from '../core/definition/definition.ts';

export interface StackSpecOptions {
  definition: Definition;
  /** Name of the stack; one that is not defined has no regions. */
  stack: string;
  /** Absolute path. */
  workspace: string;
  /** The image that regions run unless their config names another. */
  image: string;
  /** Where a region that names no Docker host is deployed. */
  defaultHost: string;
  /** What a region needs that asks for its config itself; undefined for others. */
  statsigOf: (region: Region, host: string) => RegionSpec['statsig'];
}

/** What the program of a stack deploys, by a definition. */
export function stackSpecOf(options: StackSpecOptions): StackSpec {
  const { definition, stack, workspace, image, defaultHost, statsigOf } = options;
  const names = definition.stacks.find(({ name }) => name === stack)?.regions ?? [];
  return {
    workspace,
    stack,
    image,
    regions: definition.regions
      .filter(({ name }) => names.includes(name))
      .map((region) => {
        const { name, environment, custom, port, replicas } = region;
        const host = region.dockerHost ?? defaultHost;
        const statsig = statsigOf(region, host);
        return {
          ...{ name, environment, custom, port, replicas, host },
          ...(region.protect === true && { protect: true }),
          ...(statsig !== undefined && { statsig }),
        };
      }),
  };
}

import type { StackSpec } from '../ports/stack-spec.ts';
import type { Definition } from '../core/definition/definition.ts';
import type { RegionAccess } from '../runtime/sources/region-access.ts';

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
  /** What a region that asks for its config itself is told. */
  statsigOf: RegionAccess['statsigOf'];
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
        const asked = statsig === undefined ? {} : { statsig };
        const kept = region.protect === true ? { protect: true } : {};
        return { name, environment, custom, port, replicas, host, ...kept, ...asked };
      }),
  };
}

import type { ContainerRuntime } from './container-runtime.ts';

/**
 * Removes what a workspace still has on a host after its stacks are destroyed: what a crash left between a creation and
 * its record, which no state knows of. Resolves to how many things that were.
 */
export async function cleanUpWorkspace(
  runtime: ContainerRuntime,
  workspace: string,
): Promise<number> {
  const { containers, networks } = await runtime.findOwned(workspace);
  for (const id of containers) await runtime.stopAndRemoveContainer(id, 0);
  for (const id of networks) await runtime.removeNetwork(id);
  return containers.length + networks.length;
}

import { LABELS } from '../program/labels.ts';
import type { ContainerRuntime } from './container-runtime.ts';

/** Removes the containers of a region at once, without the engine. */
export async function removeRegion(
  runtime: ContainerRuntime,
  workspace: string,
  region: string,
): Promise<void> {
  const { containers } = await runtime.findOwned(workspace);
  for (const id of containers) {
    const found = await runtime.inspectContainer(id);
    if (found?.labels[LABELS.region] === region) await runtime.stopAndRemoveContainer(id, 0);
  }
}

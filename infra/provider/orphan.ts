import { AppError } from '../../orchestrator/common/errors/app-error.ts';
import { LABELS } from '../program/labels.ts';
import type { ContainerRuntime } from './container-runtime.ts';

type Labels = Readonly<Record<string, string>>;

/**
 * Whether a thing found under the name of a new one is what a crash between creation and record left behind: it
 * carries our workspace label, and belongs to the same workspace and stack.
 */
export function isOrphan(found: Labels, desired: Labels): boolean {
  const workspace = desired[LABELS.workspace];
  return (
    workspace !== undefined &&
    found[LABELS.workspace] === workspace &&
    found[LABELS.stack] === desired[LABELS.stack]
  );
}

/** The error for a name that belongs to something that is not ours to remove. */
export function nameTaken(
  kind: 'container' | 'network' | 'volume',
  name: string,
  cause?: unknown,
): AppError {
  return new AppError(
    'UPDATE_FAILED',
    `The ${kind} name "${name}" is taken by a ${kind} that this workspace and stack did not create.`,
    { action: `Remove or rename that ${kind}, then update again.`, details: { name }, cause },
  );
}

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

/**
 * Removes what a workspace still has on a host after its stacks are destroyed: what a crash left between a creation and
 * its record, which no state knows of. Resolves to how many things that were.
 */
export async function cleanUpWorkspace(
  runtime: ContainerRuntime,
  workspace: string,
): Promise<number> {
  const { containers, networks, volumes } = await runtime.findOwned(workspace);
  for (const id of containers) await runtime.stopAndRemoveContainer(id, 0);
  for (const id of networks) await runtime.removeNetwork(id);
  for (const name of volumes) await runtime.removeVolume(name);
  return containers.length + networks.length + volumes.length;
}

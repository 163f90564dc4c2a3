import type { Stack } from '@pulumi/pulumi/automation/index.js';
import type { ProtectedResource } from '../../../orchestrator/ports/engine.ts';

/** The part of a stack's deployment that we read. */
interface Resources {
  resources?: { urn: string; type: string; protect?: boolean }[];
}

/** What the state of a stack says may not be deleted. */
export async function protectedResources(stack: Stack): Promise<ProtectedResource[]> {
  const { deployment } = (await stack.exportStack()) as { deployment: Resources };
  return (deployment.resources ?? [])
    .filter(({ protect }) => protect === true)
    .map(({ urn, type }) => ({ type, name: urn.split('::').slice(3).join('::') }));
}

/** Lifts the protection of everything in a stack's state, as `pulumi state unprotect --all` does. */
export async function unprotectAll(stack: Stack): Promise<void> {
  const exported = await stack.exportStack();
  const { resources = [] } = exported.deployment as Resources;
  for (const resource of resources) delete resource.protect;
  await stack.importStack(exported);
}

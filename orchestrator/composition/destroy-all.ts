import type { Engine } from '../ports/engine.ts';
import { protectedFromDestroy } from '../../infra/engine/protection.ts';
import type { Runtimes } from '../../infra/provider/container-runtime.ts';
import { forgetDeployment } from '../runtime/workspace/deployment-record.ts';
import { cleanUpWorkspace } from '../../infra/provider/orphan.ts';

export interface DestroyAllOptions {
  folder: string;
  engine: Engine;
  runtimes: Runtimes;
  /** Every host that regions were deployed to. */
  hosts: readonly string[];
  /** Delete what is protected, too. */
  unprotect: boolean;
}

/**
 * Deletes every stack that the engine knows in a workspace, also ones no longer in the definition, and resources that a
 * crash left on the hosts without a record. Those may block the destroy of a stack, so a failed one gets a second try.
 * @throws AppError PROTECTED before anything is deleted.
 */
export async function destroyAll(options: DestroyAllOptions): Promise<void> {
  const { folder, engine, runtimes, hosts, unprotect } = options;
  if (!unprotect) await assertDestroyable(engine);
  const cleanUp = async () => {
    let removed = 0;
    for (const host of hosts) removed += await cleanUpWorkspace(runtimes(host), folder);
    return removed;
  };
  const destroyStacks = async () => {
    for (const stack of await engine.stacks()) await engine.destroy({ stack, unprotect });
  };
  await destroyStacks().catch(async (error: unknown) => {
    if ((await cleanUp()) === 0) throw error;
    await destroyStacks();
  });
  await cleanUp();
  await forgetDeployment(folder);
}

/** @throws AppError PROTECTED where a resource of any stack may not be deleted. */
export async function assertDestroyable(
  engine: Pick<Engine, 'stacks' | 'protectedIn'>,
): Promise<void> {
  const stacks = await engine.stacks();
  const protectedByStack = await Promise.all(stacks.map((stack) => engine.protectedIn(stack)));
  if (protectedByStack.some((resources) => resources.length > 0))
    throw protectedFromDestroy(protectedByStack.flat());
}

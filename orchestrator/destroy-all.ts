import type { Engine } from '../infra/engine/engine.ts';
import type { Runtimes } from '../infra/provider/container-runtime.ts';
import { sweepWorkspace } from '../infra/provider/sweep.ts';
import { forgetDeployment } from './workspace/deployment-record.ts';

export interface DestroyAllOptions {
  folder: string;
  engine: Engine;
  runtimes: Runtimes;
  /** Every host that regions were deployed to. */
  hosts: readonly string[];
}

/**
 * Deletes every stack that the engine knows in a workspace, also ones no longer in the definition, and what a crash left
 * on the hosts without a record: that may stand in the way of the stacks, so they then get a second try.
 */
export async function destroyAll(options: DestroyAllOptions): Promise<void> {
  const { folder, engine, runtimes, hosts } = options;
  const sweep = async () => {
    let removed = 0;
    for (const host of hosts) removed += await sweepWorkspace(runtimes(host), folder);
    return removed;
  };
  await destroyStacks(engine).catch(async (error: unknown) => {
    if ((await sweep()) === 0) throw error;
    await destroyStacks(engine);
  });
  await sweep();
  await forgetDeployment(folder);
}

async function destroyStacks(engine: Engine): Promise<void> {
  for (const stack of await engine.stacks()) await engine.destroy({ stack });
}

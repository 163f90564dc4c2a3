import path from 'node:path';
import { createRuntimes } from '../../infra/provider/runtimes.ts';
import { chooseEngine } from '../../infra/toolchain/choose-engine.ts';
import { Cleanup } from './cleanup.ts';
import { composeEngine } from './engine.ts';
import { destroyAll } from './destroy-all.ts';
import { lockWorkspace } from '../runtime/store/workspace-lock.ts';
import { hostFor, hostsOf, inspectMachine } from './tooling.ts';
import { readDeployment } from '../runtime/workspace/deployment-record.ts';
import { openWorkspace } from '../runtime/workspace/workspace.ts';
import { realClock } from '../common/real-clock.ts';

/**
 * Destroys what was deployed from a workspace that no orchestrator runs on. Resolves to false when nothing was.
 * @throws AppError WORKSPACE_LOCKED, PROTECTED, or that of a tool that is needed and missing.
 */
export async function destroyDeployment(
  workspace: string,
  env: NodeJS.ProcessEnv,
  { unprotect }: { unprotect: boolean },
): Promise<boolean> {
  const folder = path.resolve(workspace);
  const choice = await readDeployment(folder);
  if (choice === null) return false;
  const cleanup = new Cleanup();
  try {
    const lock = await lockWorkspace(folder);
    cleanup.defer(() => lock.release());
    const report = await inspectMachine(env);
    const tooling = chooseEngine({ ...choice, report });
    const pulumi = report.pulumi.found;
    const clock = realClock;
    const engine = await composeEngine({ folder, choice, pulumi, env, clock });
    cleanup.defer(() => engine.close());
    // A broken workspace file must not prevent the destroy.
    const opened = await openWorkspace(folder, { ports: 'any' }).catch(() => undefined);
    const defaultHost = hostFor(folder, tooling, report);
    const hosts = opened === undefined ? [defaultHost] : hostsOf(opened.definition, defaultHost);
    const runtimes = createRuntimes({ clock, env });
    await destroyAll({ folder, engine, hosts, runtimes, unprotect });
    return true;
  } finally {
    await cleanup.run();
  }
}

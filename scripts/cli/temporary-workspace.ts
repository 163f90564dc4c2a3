import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import { lockOwner } from '../../orchestrator/runtime/store/workspace-lock.ts';
import { makeFolder } from '../../orchestrator/common/make-folder.ts';

/** Folder of the workspaces of demos and test harnesses, where a later run finds what a killed one left. */
function commonFolder(): string {
  return path.join(tmpdir(), `colorteller-${process.getuid?.() ?? userInfo().uid}`);
}

/** A workspace for one run; its name carries the process that owns it. */
export async function createTemporaryWorkspace(): Promise<string> {
  await makeFolder(commonFolder(), { mode: 0o700 });
  return mkdtemp(path.join(commonFolder(), `${process.pid}-`));
}

export async function removeTemporaryWorkspace(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
}

/**
 * Removes the regions and folders of killed runs. A run that cannot be removed now, for example because the Docker
 * daemon is down, is reported and left for the next cleanup.
 */
export async function cleanUpKilledRuns(
  env: NodeJS.ProcessEnv,
  report: (line: string) => void,
): Promise<void> {
  const names = await readdir(commonFolder()).catch(() => []);
  for (const name of names) {
    const folder = path.join(commonFolder(), name);
    if (isAlive(Number.parseInt(name, 10)) || (await lockOwner(folder)) !== undefined) continue;
    report(`Cleaning up after a run that did not end properly (${name})…`);
    try {
      // With it come the engines, which a harness in this process does without.
      const { destroyDeployment } =
        await import('../../orchestrator/composition/destroy-deployment.ts');
      await destroyDeployment(folder, env, { unprotect: false });
      await removeTemporaryWorkspace(folder);
    } catch (error) {
      report(
        `The cleanup failed and is retried at the next run: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

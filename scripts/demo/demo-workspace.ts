import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import { destroyDeployment } from '../../orchestrator/destroy-deployment.ts';
import { lockOwner } from '../../orchestrator/store/workspace-lock.ts';

/** Demos keep their workspaces side by side here, so that one finds what a crashed one left. */
function demoFolder(): string {
  return path.join(tmpdir(), `colorteller-demo-${userInfo().uid}`);
}

/** A folder for one demo; its name carries the process that owns it. */
export async function createDemoWorkspace(): Promise<string> {
  await mkdir(demoFolder(), { recursive: true, mode: 0o700 });
  return mkdtemp(path.join(demoFolder(), `${process.pid}-`));
}

export async function removeDemoWorkspace(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
}

/**
 * Removes what demos left that were killed: their regions, then their folders. What cannot be removed now (the
 * Docker daemon is down, say) is told and left for the next demo.
 */
export async function cleanUpCrashedDemos(
  env: NodeJS.ProcessEnv,
  tell: (line: string) => void,
): Promise<void> {
  const names = await readdir(demoFolder()).catch(() => []);
  for (const name of names) {
    const folder = path.join(demoFolder(), name);
    if (isAlive(Number.parseInt(name, 10)) || (await lockOwner(folder)) !== undefined) continue;
    tell(`Cleaning up after a demo that did not end properly (${name})…`);
    try {
      await destroyDeployment(folder, env, { unprotect: false });
      await removeDemoWorkspace(folder);
    } catch (error) {
      tell(`It stays for the next time: ${error instanceof Error ? error.message : String(error)}`);
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

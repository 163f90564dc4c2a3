import { readdir, readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import type { LockHolder } from '../classify-failure.ts';
import { PROJECT } from '../stack-outputs.ts';
import { hasCode } from '../../../orchestrator/common/errors/to-app-error.ts';

/** A lock file of Pulumi's file backend. */
const lockSchema = z.object({ pid: z.number().int(), hostname: z.string(), username: z.string() });

/** Who holds locks on a stack, by the lock files of the file backend. */
export async function lockHolders(backend: string, stack: string): Promise<LockHolder[]> {
  const folder = path.join(backend, '.pulumi', 'locks', 'organization', PROJECT, stack);
  const names = await readdir(folder).catch(() => []);
  const holders: LockHolder[] = [];
  for (const name of names.filter((entry) => entry.endsWith('.json'))) {
    const file = path.join(folder, name);
    const lock = await readLock(file);
    if (lock !== undefined) holders.push({ file, ...lock });
  }
  return holders;
}

/** Whether the process of a lock has ended for sure: it was on this machine and is no Pulumi any more. */
export async function isOrphaned({ pid, hostname: holder }: LockHolder): Promise<boolean> {
  if (holder !== hostname()) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    return hasCode(error, 'ESRCH');
  }
  // After a restart of the machine the number may be another program's.
  const program = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => 'pulumi');
  return !program.startsWith('pulumi');
}

async function readLock(file: string): Promise<z.infer<typeof lockSchema> | undefined> {
  try {
    return lockSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    // It went away meanwhile, or is being written.
    return undefined;
  }
}

/** Kills the CLI that updates a stack, by the lock that it holds: in mid-update, as if the machine had. */
export async function killUpdate(folder: string, stack: string): Promise<void> {
  for (const holder of await lockHolders(path.join(folder, 'backend'), stack)) {
    if (holder.hostname !== hostname() || (await isOrphaned(holder))) continue;
    process.kill(holder.pid, 'SIGKILL');
  }
}

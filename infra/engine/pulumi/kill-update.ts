import { hostname } from 'node:os';
import path from 'node:path';
import { isOrphaned, lockHolders } from './stack-lock.ts';

/** Kills the CLI that updates a stack, by the lock that it holds: in mid-update, as if the machine had. */
export async function killUpdate(folder: string, stack: string): Promise<void> {
  for (const holder of await lockHolders(path.join(folder, 'backend'), stack)) {
    if (holder.hostname !== hostname() || (await isOrphaned(holder))) continue;
    process.kill(holder.pid, 'SIGKILL');
  }
}

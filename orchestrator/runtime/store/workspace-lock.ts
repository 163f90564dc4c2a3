import { jsonOf } from '../../common/readable.ts';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { AppError } from '../../common/errors/app-error.ts';
import { hasCode } from '../../common/errors/to-app-error.ts';

const ownerSchema = z.object({ pid: z.int().positive(), startedAt: z.string() });
type Owner = z.infer<typeof ownerSchema>;

export interface WorkspaceLock {
  release(): Promise<void>;
}

/**
 * Takes the workspace for this process alone. A dead owner's lock is taken over.
 * @throws AppError WORKSPACE_LOCKED naming the live owner.
 */
export async function lockWorkspace(folder: string): Promise<WorkspaceLock> {
  const file = path.join(folder, 'lock');
  const me: Owner = { pid: process.pid, startedAt: processStart(process.pid) };
  while (!(await createExclusively(file, JSON.stringify(me)))) {
    const owner = await lockOwner(folder);
    if (owner !== undefined) throw locked(folder, owner);
    await removeDeadLock(folder, file);
  }
  return { release: () => rm(file, { force: true }) };
}

/** The live process that holds a workspace's lock; undefined when there is none. */
export function lockOwner(folder: string): Promise<Owner | undefined> {
  return readOwner(path.join(folder, 'lock'));
}

async function readOwner(file: string): Promise<Owner | undefined> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const parsed = ownerSchema.safeParse(jsonOf(text));
  if (!parsed.success) return undefined;
  return processStart(parsed.data.pid) === parsed.data.startedAt ? parsed.data : undefined;
}

/** Writes the lock atomically: a reader never sees a half-written one. */
async function createExclusively(file: string, content: string): Promise<boolean> {
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, content, { mode: 0o600 });
  try {
    await link(draft, file);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

/** Moves the lock aside before it is removed, and puts it back if another process took it over meanwhile. */
async function removeDeadLock(folder: string, file: string): Promise<void> {
  const aside = `${file}.dead.${randomUUID()}`;
  try {
    await rename(file, aside);
  } catch {
    return;
  }
  const owner = await readOwner(aside);
  if (owner !== undefined) {
    await link(aside, file).catch(() => undefined);
    await rm(aside, { force: true });
    throw locked(folder, owner);
  }
  await rm(aside, { force: true });
}

function locked(folder: string, owner: Owner): AppError {
  return new AppError(
    'WORKSPACE_LOCKED',
    `another orchestrator (process ${owner.pid}) runs on ${folder}`,
    {
      action:
        'Use that one (npx colorteller status), stop it (npx colorteller down), or name another --workspace.',
      details: { pid: owner.pid, folder },
    },
  );
}

/**
 * When a process started, as the kernel counts it, so that a pid given to another process is not mistaken for
 * the owner: `dead` for one that does not live, `alive` where the kernel reports no start time.
 */
function processStart(pid: number): string {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (!hasCode(error, 'EPERM')) return 'dead';
  }
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const afterName = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return afterName[19] ?? 'alive';
  } catch {
    return 'alive';
  }
}

import { lstat, readlink, stat } from 'node:fs/promises';
import path from 'node:path';

const MAX_LINKS = 40;

/** The folders to watch for a change of a file, and the entries in them that matter. */
export interface WatchedPaths {
  folders: ReadonlySet<string>;
  entries: ReadonlySet<string>;
  /** Equal for two results exactly when the same watchers serve both: paths and the folders' inodes. */
  identity: string;
}

/**
 * Follows a path the way the kernel does and collects each place where its meaning can change: every
 * symbolic link on the way, the file itself, or the first part that is missing yet. So a swapped
 * link (as Kubernetes updates a mounted ConfigMap) and a folder that comes later are both noticed.
 */
export async function watchedPathsOf(file: string): Promise<WatchedPaths> {
  const entries = new Set<string>();
  const remaining = path.resolve(file).split(path.sep).filter(Boolean);
  let at = path.parse(path.resolve(file)).root;
  for (let links = 0; remaining.length > 0;) {
    const entry = path.join(at, remaining.shift() ?? '');
    const target = await linkTarget(entry);
    if (target === undefined || remaining.length === 0) entries.add(entry);
    if (target === undefined) break;
    if (target === null) {
      at = entry;
      continue;
    }
    entries.add(entry);
    links += 1;
    if (links > MAX_LINKS) break;
    const resolved = path.resolve(at, target);
    remaining.unshift(...resolved.split(path.sep).filter(Boolean));
    at = path.parse(resolved).root;
  }
  const folders = new Set([...entries].map((entry) => path.dirname(entry)));
  const inodes = await Promise.all([...folders].map(inodeOf));
  return { folders, entries, identity: JSON.stringify([[...entries], inodes]) };
}

/** Null for an entry that is no link, undefined for one that is missing. */
async function linkTarget(entry: string): Promise<string | null | undefined> {
  try {
    return (await lstat(entry)).isSymbolicLink() ? await readlink(entry) : null;
  } catch {
    return undefined;
  }
}

async function inodeOf(folder: string): Promise<string> {
  try {
    const { dev, ino } = await stat(folder);
    return `${dev}:${ino}`;
  } catch {
    return 'missing';
  }
}

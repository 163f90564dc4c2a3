import { link, readdir, readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { syncFolderOf, writeFileAtomic } from '../../common/atomic-file.ts';
import { hasCode } from '../../common/errors/to-app-error.ts';

/**
 * Port: atomic operations on whole files. Each change survives a crash of the machine once it resolves, the names in
 * the folder included.
 */
export interface Disk {
  read(file: string): Promise<Buffer>;
  /** Replaces a file atomically; readable by its owner only. A kill may leave a draft. */
  replace(file: string, content: string | Uint8Array): Promise<void>;
  /**
   * Gives a file a second name, unless another file has that name: then resolves to false. A name that it has
   * already does not count as another file.
   */
  link(file: string, name: string): Promise<boolean>;
  remove(file: string): Promise<void>;
}

/** The file system of this machine. */
export const fileDisk: Disk = {
  read: (file) => readFile(file),
  replace: (file, content) => writeFileAtomic(file, content, { mode: 0o600 }),
  link: async (file, name) => {
    try {
      await link(file, name);
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) throw error;
      const [mine, theirs] = await Promise.all([stat(file), stat(name)]);
      return mine.ino === theirs.ino && mine.dev === theirs.dev;
    }
    await syncFolderOf(name);
    return true;
  },
  remove: async (file) => {
    await rm(file, { force: true });
    await syncFolderOf(file);
  },
};

const DRAFT = /^(?:events.*|snapshot\.json|colorteller\.yaml)\.\d+$/;

/** Removes drafts that kills left in the folder of a log. Only the holder of its lock may call it. */
export async function removeDrafts(folder: string): Promise<void> {
  const drafts = (await readdir(folder)).filter((name) => DRAFT.test(name));
  await Promise.all(drafts.map((name) => rm(path.join(folder, name), { force: true })));
}

import { link, open, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { hasCode } from '../../common/errors/to-app-error.ts';

/**
 * Port: what replaces files as a whole. Each change survives a crash of the machine once it resolves, the names in
 * the folder included.
 */
export interface Disk {
  read(file: string): Promise<Buffer>;
  /** Creates or overwrites a file, readable by its owner only. A crash may leave a part of it. */
  write(file: string, content: string | Uint8Array): Promise<void>;
  /** Takes the place of what is there, at once or not at all. */
  rename(from: string, to: string): Promise<void>;
  /**
   * Gives a file a second name, unless another file has that name: then resolves to false. A name that it has
   * already is no other file.
   */
  link(file: string, name: string): Promise<boolean>;
  remove(file: string): Promise<void>;
}

/** The file system of this machine. */
export const fileDisk: Disk = {
  read: (file) => readFile(file),
  write: async (file, content) => {
    const handle = await open(file, 'w', 0o600);
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
  },
  rename: async (from, to) => {
    await rename(from, to);
    await syncFolderOf(to);
  },
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

/** Puts a whole file in the place of another, or leaves that as it was. A kill may leave the draft, for the next. */
export async function replaceFile(
  disk: Disk,
  file: string,
  content: string | Uint8Array,
  draft = `${file}.new`,
): Promise<void> {
  try {
    await disk.write(draft, content);
    await disk.rename(draft, file);
  } catch (error) {
    // On a full disk, its part would keep the room that others need.
    await disk.remove(draft).catch(() => undefined);
    throw error;
  }
}

/** Makes the names in a file's folder durable, not only the file's content. */
export async function syncFolderOf(file: string): Promise<void> {
  const handle = await open(path.dirname(file), 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

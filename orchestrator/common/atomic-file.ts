import { open, realpath, writeFile } from 'node:fs/promises';
import path from 'node:path';
import replace from 'write-file-atomic';
import { makeFolder } from './make-folder.ts';

/**
 * Replaces a file as a whole: a reader, or a start after a crash of the machine, finds the old content or the new.
 * Missing folders are made, and a symbolic link keeps pointing to its file.
 *
 * @param mode Default: that of the file before; of a new one, 0666 without the umask.
 */
export async function writeFileAtomic(
  file: string,
  content: string | Uint8Array,
  { mode }: { mode?: number } = {},
): Promise<void> {
  await makeFolder(path.dirname(file));
  await replace(file, '', {
    ...(mode === undefined ? {} : { mode }),
    // The library would write once, and take the part that fits on a full disk for the whole.
    tmpfileCreated: (draft) => writeFile(draft, content),
  });
  await syncFolderOf(await realpath(file));
}

/** Makes the names in a file's folder survive a crash of the machine, not only the file's content. */
export async function syncFolderOf(file: string): Promise<void> {
  const handle = await open(path.dirname(file), 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

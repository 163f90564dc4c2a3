import { readFile, stat } from 'node:fs/promises';
import { createHash } from 'node:crypto';

/** The fingerprint of no file. */
export const ABSENT = 'ENOENT';

/** To read a larger file every few seconds takes too long: its size and time have to do. */
const LARGEST = 4 * 1024 * 1024;

/** What a file holds, or why it cannot be read, as a short text: the same text means the same content. */
export async function fingerprint(file: string): Promise<string> {
  try {
    const found = await stat(file);
    // To read a pipe or a device may never end.
    if (!found.isFile()) return 'no regular file';
    if (found.size > LARGEST) return `${found.size} bytes at ${found.mtimeMs}`;
    return createHash('sha256')
      .update(await readFile(file))
      .digest('hex');
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error);
  }
}

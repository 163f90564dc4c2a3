import { readFile, stat } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { LONGEST_TEXT } from '../../core/definition/parse.ts';

/** The fingerprint of a file that is not there. */
export const ABSENT = 'ENOENT';

/** What a file holds, or why it cannot be read, as a short text: the same text means the same content. */
export async function fingerprint(file: string): Promise<string> {
  try {
    const found = await stat(file);
    // To read a pipe or a device may never end.
    if (!found.isFile()) return 'no regular file';
    if (found.size > LONGEST_TEXT * 4) return `${found.size} bytes at ${found.mtimeMs}`;
    return fingerprintOf(await readFile(file));
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error);
  }
}

/** The fingerprint of a file with this content. */
export function fingerprintOf(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

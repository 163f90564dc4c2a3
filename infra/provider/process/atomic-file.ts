import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * Writes a file so that a reader sees the old content or the new, never a part: into a neighbour of that name
 * plus `suffix`, then by rename. Missing folders are made.
 */
export async function writeFileAtomic(
  file: string,
  content: string,
  { mode, suffix }: { mode: number; suffix: string },
): Promise<void> {
  const temporary = `${file}.${suffix}`;
  await mkdir(path.dirname(file), { recursive: true });
  try {
    await writeFile(temporary, content, { mode });
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

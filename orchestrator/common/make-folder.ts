import { mkdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { hasCode } from './errors/to-app-error.ts';

/**
 * Makes a folder, and those above it that are missing. Not by `recursive` of Node.js, which tries without end where
 * the system holds no new folder, as in /proc.
 *
 * @param mode of each folder that is made. Default: 0777 without the umask.
 * @throws an error of the file system, with `code` and `path`, whose message is for people.
 */
export async function makeFolder(folder: string, { mode }: { mode?: number } = {}): Promise<void> {
  const absolute = path.resolve(folder);
  if (await isFolder(absolute)) return;
  await makeFolder(path.dirname(absolute), { ...(mode !== undefined && { mode }) });
  try {
    await mkdir(absolute, mode);
  } catch (error) {
    // Another process may have made it meanwhile.
    if (hasCode(error, 'EEXIST') && (await isFolder(absolute))) return;
    if (hasCode(error, 'EEXIST')) {
      throw fileError('ENOENT', absolute, `${absolute} is a symbolic link to nothing`);
    }
    if (!hasCode(error, 'ENOENT')) throw error;
    throw fileError('ENOENT', absolute, `no folder can be made in ${path.dirname(absolute)}`);
  }
}

/** False where nothing is. */
async function isFolder(file: string): Promise<boolean> {
  try {
    if ((await stat(file)).isDirectory()) return true;
  } catch (error) {
    // ENOTDIR: the call for what is above says of what.
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return false;
    throw error;
  }
  throw fileError('ENOTDIR', file, `${file} is a file, not a folder`);
}

function fileError(code: string, file: string, message: string): Error {
  return Object.assign(new Error(message), { code, path: file });
}

import { mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../orchestrator/errors/app-error.ts';
import { hasCode } from '../../orchestrator/errors/has-code.ts';
import type { ExportedFile } from './scenario-files.ts';

/**
 * Writes files into a folder, which is made where it is missing.
 * @throws AppError BAD_INPUT when it holds something already.
 */
export async function writeExport(folder: string, files: readonly ExportedFile[]): Promise<void> {
  const present = await readdir(folder).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return [];
    throw new AppError('BAD_INPUT', `${folder} cannot be written into`, {
      action: 'Name a folder that is new or empty with --out.',
      cause: error,
    });
  });
  // A clone has its .git: an export into it is what gets pushed.
  if (present.some((name) => name !== '.git')) {
    throw new AppError('BAD_INPUT', `${folder} is not empty`, {
      action: 'Name a folder that is new or empty with --out; files of an older export would stay.',
    });
  }
  for (const { path: name, text, isExecutable } of files) {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text, { mode: isExecutable ? 0o755 : 0o644 });
  }
}

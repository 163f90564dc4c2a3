import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { WORKSPACE_FILE, WORKSPACE_FILES } from '../../core/definition/walkthrough.ts';
import { AppError } from '../../common/errors/app-error.ts';

/**
 * The path of the workspace file in a folder: YAML, JSON or TypeScript; where there is none, that of a new workspace.
 * @throws AppError WORKSPACE_INVALID when there are several.
 */
export async function findWorkspaceFile(folder: string): Promise<string> {
  const names = await readdir(folder).catch((): string[] => []);
  const [found = WORKSPACE_FILE, ...others] = WORKSPACE_FILES.filter((name) =>
    names.includes(name),
  );
  if (others.length > 0) {
    throw new AppError(
      'WORKSPACE_INVALID',
      `${folder} has ${others.length === 1 ? 'both ' : ''}${[found, ...others].join(' and ')}`,
      { action: 'Keep one of them.' },
    );
  }
  return path.join(folder, found);
}

import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { WORKSPACE_FILE, WORKSPACE_FILE_JSON } from '../../core/definition/walkthrough.ts';
import { AppError } from '../../common/errors/app-error.ts';

/**
 * The path of the workspace file in a folder: YAML or JSON; where there is neither, that of a new workspace.
 * @throws AppError WORKSPACE_INVALID when there are both.
 */
export async function findWorkspaceFile(folder: string): Promise<string> {
  const names = await readdir(folder).catch((): string[] => []);
  const hasJson = names.includes(WORKSPACE_FILE_JSON);
  if (hasJson && names.includes(WORKSPACE_FILE)) {
    throw new AppError(
      'WORKSPACE_INVALID',
      `${folder} has both ${WORKSPACE_FILE} and ${WORKSPACE_FILE_JSON}`,
      { action: 'Keep one of them.' },
    );
  }
  return path.join(folder, hasJson ? WORKSPACE_FILE_JSON : WORKSPACE_FILE);
}

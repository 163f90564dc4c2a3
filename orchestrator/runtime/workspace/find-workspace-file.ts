import { readdir } from 'node:fs/promises';
import path from 'node:path';
import {
  WORKSPACE_FILE,
  WORKSPACE_FILE_JSON,
  WORKSPACE_FILE_TS,
  WORKSPACE_FILES,
} from '../../core/definition/walkthrough.ts';
import { AppError } from '../../common/errors/app-error.ts';

/** Names that people give a workspace file, and the right one. */
const MISNAMED = new Map([
  ['colorteller.yml', WORKSPACE_FILE],
  ['colorteller.jsonc', WORKSPACE_FILE_JSON],
  ...['colorteller.mts', 'colorteller.cts', 'colorteller.js', 'colorteller.mjs'].map(
    (name) => [name, WORKSPACE_FILE_TS] as const,
  ),
]);

/** What nobody has beside a workspace file for another purpose, as they have compiled TypeScript. */
const RIVALS: readonly string[] = [...WORKSPACE_FILES, 'colorteller.yml'];

/**
 * The path of the workspace file in a folder: YAML, JSON or TypeScript; where there is none, that of a new workspace.
 * @throws AppError WORKSPACE_INVALID when there are several, or one under a wrong name.
 */
export async function findWorkspaceFile(folder: string): Promise<string> {
  const names = await readdir(folder).catch((): string[] => []);
  const [found, ...others] = RIVALS.filter((name) => names.includes(name));
  if (found !== undefined && others.length > 0) {
    throw new AppError(
      'WORKSPACE_INVALID',
      `${folder} has ${others.length === 1 ? 'both ' : ''}${[found, ...others].join(' and ')}`,
      { action: 'Keep one of them.' },
    );
  }
  const name = found ?? names.find((one) => MISNAMED.has(one)) ?? WORKSPACE_FILE;
  const right = MISNAMED.get(name);
  if (right === undefined) return path.join(folder, name);
  throw new AppError(
    'WORKSPACE_INVALID',
    `${path.join(folder, name)} is not read: a workspace file is named ${right}`,
    { action: `Rename it to ${right}.` },
  );
}

/** The files beside a workspace file that must not be there. */
export function rivalsOf(file: string): string[] {
  return RIVALS.map((name) => path.join(path.dirname(file), name)).filter((one) => one !== file);
}

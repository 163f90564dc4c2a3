import path from 'node:path';
import { AppError } from '../../orchestrator/common/errors/app-error.ts';

/** What a person can cause; with any other code it is a fault of ColorTeller. */
const CODES = ['EACCES', 'EPERM', 'EROFS', 'ENOENT', 'ENOTDIR', 'ENOSPC', 'EDQUOT', 'ENAMETOOLONG'];

/** Variables that say where files are; the more special first. */
const FOLDERS = ['COLORTELLER_WORKSPACE', 'TMPDIR', 'XDG_CACHE_HOME', 'XDG_CONFIG_HOME', 'HOME'];

/** An error of the file system as one of ours that names the variable by which the folder was found; any other error as it is. */
export function explainFileError(thrown: unknown, env: NodeJS.ProcessEnv): unknown {
  const { code = '', path: file } = fieldsOf(thrown);
  if (file === undefined || !CODES.includes(code)) return thrown;
  const variable = FOLDERS.find((name) => isBelow(file, env[name]));
  const action =
    variable === undefined
      ? 'Check that it exists and that you may use it.'
      : `Set ${variable} to a folder that you can write to; it is ${env[variable]}.`;
  const why = thrown instanceof Error ? thrown.message : code;
  return new AppError('FILE_UNUSABLE', `${file} cannot be used: ${why}`, { action, cause: thrown });
}

/** A fault that options of Node.js may have caused, with these named; any other error as it is. */
export function explainNodeOptions(
  error: AppError,
  { NODE_OPTIONS: options }: NodeJS.ProcessEnv,
): AppError {
  if (error.code !== 'INTERNAL' || !options) return error;
  const action = `NODE_OPTIONS is set to "${options}": try again without it.`;
  return new AppError('INTERNAL', error.message, { action, cause: error });
}

function fieldsOf(thrown: unknown): { code?: string | undefined; path?: string | undefined } {
  const error: NodeJS.ErrnoException | undefined = thrown instanceof Error ? thrown : undefined;
  return { code: error?.code, path: error?.path };
}

function isBelow(file: string, folder: string | undefined): boolean {
  return Boolean(folder) && !path.relative(folder ?? '', file).startsWith('..');
}

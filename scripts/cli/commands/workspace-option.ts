import path from 'node:path';
import { InvalidArgumentError, Option } from 'commander';

/** The default workspace. */
export const DEFAULT_WORKSPACE = '.colorteller';

/** `--workspace DIR`, or COLORTELLER_WORKSPACE; parsed to an absolute path. */
export function workspaceOption(): Option {
  return new Option('-w, --workspace <dir>', 'folder of the workspace file and its state')
    .env('COLORTELLER_WORKSPACE')
    .default(path.resolve(DEFAULT_WORKSPACE), DEFAULT_WORKSPACE)
    .argParser((folder) => {
      if (folder.trim() === '') throw new InvalidArgumentError('must name a folder');
      return path.resolve(folder);
    });
}

/** The flag for this workspace in a command that a person copies; empty for the default one. */
export function workspaceFlag(workspace: string): string {
  if (workspace === path.resolve(DEFAULT_WORKSPACE)) return '';
  return ` --workspace ${shellWord(workspace)}`;
}

/** A text as one word of a shell. */
export function shellWord(text: string): string {
  return /^[\w./:@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

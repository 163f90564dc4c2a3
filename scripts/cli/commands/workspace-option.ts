import path from 'node:path';
import { Option } from 'commander';

/** Where `colorteller` keeps its workspace when none is named. */
const DEFAULT_WORKSPACE = '.colorteller';

/** `--workspace DIR`, or COLORTELLER_WORKSPACE; parsed to an absolute path. */
export function workspaceOption(): Option {
  return new Option('-w, --workspace <dir>', 'folder of the workspace file and its state')
    .env('COLORTELLER_WORKSPACE')
    .default(path.resolve(DEFAULT_WORKSPACE), DEFAULT_WORKSPACE)
    .argParser((folder) => path.resolve(folder));
}

/** What a command needs to meet that workspace; nothing where it does by itself. */
export function workspaceFlag(workspace: string): string {
  return workspace === path.resolve(DEFAULT_WORKSPACE) ? '' : ` --workspace ${workspace}`;
}

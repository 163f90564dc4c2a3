import path from 'node:path';
import type { ProgramFile } from '../../core/definition/definition.ts';

/** Where a workspace keeps what its programs were compiled to: an old definition of the log finds its own there. */
export function programsFolder(workspace: string): string {
  return path.join(workspace, 'program-builds');
}

/** Absolute path of the compiled program; null where it was not compiled. */
export function moduleOf(programs: string, { build }: ProgramFile): string | null {
  return build === null ? null : path.join(programs, `${build}.mjs`);
}

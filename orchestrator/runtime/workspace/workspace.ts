import { access } from 'node:fs/promises';
import path from 'node:path';
import type { Definition } from '../../core/definition/definition.ts';
import { AppError } from '../../common/errors/app-error.ts';
import { findWorkspaceFile } from './find-workspace-file.ts';
import { programsFolder } from './program-builds.ts';
import { readDefinition, type DefinitionReading } from './read-definition-file.ts';
import { hasCode } from '../../common/errors/to-app-error.ts';
import { writeStarter, type StarterPorts } from './write-starter.ts';
import { makeWorkspaceFolder } from './make-workspace-folder.ts';

export interface Workspace {
  /** Absolute path. */
  folder: string;
  definition: Definition;
  /** What the definition was read of, see {@link DefinitionReading}. */
  inputs: DefinitionReading['inputs'];
  /** True when the folder held no workspace file and got the walkthrough's. */
  isNew: boolean;
}

export interface OpenWorkspaceOptions {
  /** Of a new workspace. */
  ports: StarterPorts;
}

/**
 * Opens a workspace folder; one without a workspace file is filled with the walkthrough.
 * @throws AppError WORKSPACE_INVALID, or BAD_INPUT when the folder cannot be used.
 */
export async function openWorkspace(
  folder: string,
  options: OpenWorkspaceOptions,
): Promise<Workspace> {
  const absolute = path.resolve(folder);
  try {
    await makeWorkspaceFolder(absolute);
    const file = await findWorkspaceFile(absolute);
    const isNew = !(await exists(file));
    if (isNew) await writeStarter(absolute, options);
    const { inputs, result } = await readDefinition(file, {
      programs: programsFolder(absolute),
    });
    if ('broken' in result) throw result.broken;
    return { folder: absolute, definition: result.definition, inputs, isNew };
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError('BAD_INPUT', `the workspace ${absolute} cannot be used: ${String(cause)}`, {
      action: 'Name a folder that you can write to with --workspace.',
      cause,
    });
  }
}

async function exists(file: string): Promise<boolean> {
  try {
    await access(file);
    return true;
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
    return false;
  }
}

import { text } from 'node:stream/consumers';
import { parseLocated } from '../../orchestrator/core/definition/parse.ts';
import { WORKSPACE_FILES } from '../../orchestrator/core/definition/walkthrough.ts';
import { findWorkspaceFile } from '../../orchestrator/runtime/workspace/find-workspace-file.ts';
import {
  readDefinitionFile,
  withProgram,
  type DefinitionFile,
  type ReadOptions,
} from '../../orchestrator/runtime/workspace/read-definition-file.ts';
import { AppError } from '../../orchestrator/common/errors/app-error.ts';
import { hasCode } from '../../orchestrator/common/errors/to-app-error.ts';

/**
 * Reads the workspace file of a folder; unlike opening the workspace it creates nothing.
 * @throws AppError BAD_INPUT when there is none, WORKSPACE_INVALID when it is not valid.
 */
export async function readWorkspaceFile(folder: string): Promise<DefinitionFile> {
  try {
    return await readDefinitionFile(await findWorkspaceFile(folder));
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError('BAD_INPUT', `there is no workspace in ${folder}: ${reasonOf(cause)}`, {
      action:
        'Name the folder of a workspace with --workspace, or create one with: npx colorteller init',
      cause,
    });
  }
}

/** Reads a workspace file by its own name. @throws AppError BAD_INPUT when it cannot be read, WORKSPACE_INVALID. */
export async function readNamedFile(
  file: string,
  options: ReadOptions = {},
): Promise<DefinitionFile> {
  try {
    return await readDefinitionFile(file, options);
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    const reason = hasCode(cause, 'ENOENT') ? 'there is no such file' : String(cause);
    throw new AppError('BAD_INPUT', `the workspace file ${file} cannot be read: ${reason}`, {
      action: 'Name a file in YAML, JSON or TypeScript.',
      cause,
    });
  }
}

/** As {@link readNamedFile}; `-` is standard input, in YAML or JSON. What it names is sought in the working directory. */
export async function readFileOrInput(
  file: string,
  stdin: NodeJS.ReadableStream,
  options: ReadOptions = {},
): Promise<DefinitionFile> {
  if (file !== '-') return readNamedFile(file, options);
  const shown = 'standard input';
  const written = await text(stdin);
  const located = parseLocated(written, shown);
  const compiled = await withProgram(located.definition, '.', options);
  if ('broken' in compiled) throw compiled.broken;
  return { file: shown, text: written, ...located, definition: compiled.definition };
}

function reasonOf(cause: unknown): string {
  const isAbsent = hasCode(cause, 'ENOENT');
  return isAbsent ? `it has no ${WORKSPACE_FILES.join(', ')}` : String(cause);
}

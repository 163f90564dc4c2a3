import { AppError } from '../../common/errors/app-error.ts';
import { makeFolder } from '../../common/make-folder.ts';

/** Makes the folder of a workspace, for its owner alone. @throws AppError BAD_INPUT when it cannot be one. */
export async function makeWorkspaceFolder(folder: string): Promise<void> {
  try {
    await makeFolder(folder, { mode: 0o700 });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new AppError('BAD_INPUT', `the workspace ${folder} cannot be used: ${why}`, {
      action: 'Name a folder that you can write to.',
      cause,
    });
  }
}

import path from 'node:path';
import type { Definition, GitOpsSettings } from '../../core/definition/definition.ts';
import { AppError } from '../../common/errors/app-error.ts';

/** Absolute path of the repository; a relative one is resolved from the workspace. */
export function repositoryFolder(workspace: string, { folder }: GitOpsSettings): string {
  return path.resolve(workspace, folder);
}

/** @throws AppError NOT_FOUND where the definition names no repository. */
export function gitopsOf({ gitops }: Definition): GitOpsSettings {
  if (gitops !== undefined) return gitops;
  throw new AppError('NOT_FOUND', 'the workspace file names no git repository', {
    action: 'Add one: npx colorteller gitops init',
  });
}

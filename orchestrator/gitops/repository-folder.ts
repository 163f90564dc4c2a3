import path from 'node:path';
import type { GitOpsSettings } from '../definition/definition.ts';

/** Absolute path of the repository; a relative one is meant from the workspace. */
export function repositoryFolder(workspace: string, { folder }: GitOpsSettings): string {
  return path.resolve(workspace, folder);
}

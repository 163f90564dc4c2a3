import { packageRoot } from '../../infra/toolchain/package-root.ts';
import { git } from '../gitops/git.ts';
import type { VersionRecord } from './version-record.ts';

/** The commit that this ColorTeller, and so the service in its images, comes from; null where git does not know. */
export async function sourceCommit(folder = packageRoot): Promise<VersionRecord['commit']> {
  try {
    const id = await git(folder, ['rev-parse', 'HEAD']);
    const changes = await git(folder, ['status', '--porcelain', '--', '.']);
    return { id: id.trim(), dirty: changes.trim() !== '' };
  } catch {
    // Installed as a package, or git is not here: an image is no worse for it.
    return null;
  }
}

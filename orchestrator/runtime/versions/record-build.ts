import type { HostImage } from '../images/build-images.ts';
import { addVersion, readVersions } from './version-file.ts';
import type { VersionRecord } from './version-record.ts';
import { packageRoot } from '../../common/package-root.ts';
import { git } from '../../../infra/toolchain/git.ts';

export interface BuildToRecord {
  /** Absolute path of the workspace. */
  folder: string;
  images: readonly HostImage[];
  atMs: number;
  actor: string;
}

/**
 * Records a build, one version for each image name on the hosts: machines of another architecture have another
 * content. A version that is recorded with the same hosts is not recorded again.
 */
export async function recordBuild(build: BuildToRecord): Promise<VersionRecord[]> {
  const { folder, images, atMs, actor } = build;
  // Local processes have no image.
  if (images.length === 0) return [];
  const existing = await readVersions(folder);
  const versions: VersionRecord[] = [];
  for (const image of new Set(images.map((item) => item.image))) {
    const same = images.filter((item) => item.image === image);
    const hosts = same.map(({ host, digest }) => ({ host, digest }));
    const content = same[0]?.content ?? image;
    const before = existing.findLast((item) => item.image === image && item.content === content);
    if (before !== undefined && hosts.every((item) => isAmong(item, before.hosts))) {
      versions.push(before);
      continue;
    }
    // Hosts that were not part of this build stay recorded.
    const others =
      before?.hosts.filter(({ host }) => hosts.every((item) => item.host !== host)) ?? [];
    const commit = await sourceCommit();
    const tag = image.slice(image.lastIndexOf(':') + 1);
    const record = { image, tag, content, hosts: [...others, ...hosts], commit, atMs, actor };
    await addVersion(folder, record);
    versions.push(record);
  }
  return versions;
}

type OnHost = VersionRecord['hosts'][number];

function isAmong({ host, digest }: OnHost, hosts: readonly OnHost[]): boolean {
  return hosts.some((item) => item.host === host && item.digest === digest);
}

/** The commit that this ColorTeller, and so the service in its images, comes from; null where git does not know. */
async function sourceCommit(folder = packageRoot): Promise<VersionRecord['commit']> {
  try {
    const id = await git(folder, ['rev-parse', 'HEAD']);
    const changes = await git(folder, ['status', '--porcelain', '--', '.']);
    return { id: id.trim(), dirty: changes.trim() !== '' };
  } catch {
    // Installed as a package, or without git: the commit is optional.
    return null;
  }
}

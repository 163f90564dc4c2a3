import { realpath, stat } from 'node:fs/promises';
import type { ImageRecipe } from './image-recipe.ts';
import { nativePackages } from './native-packages.ts';
import { sharedLibrariesOf } from './shared-libraries.ts';

/** Pulled by the daemon where this machine's own Node cannot run in a container. */
const BASE_IMAGE = 'node:24-alpine';

const DOCKER_ARCHITECTURES: Readonly<Record<string, string>> = {
  x64: 'amd64',
  ia32: '386',
  ppc64: 'ppc64le',
};

/** An operating system and processor, in Node's words for this machine and Docker's for a daemon. */
export interface Machine {
  os: string;
  arch: string;
}

/** True when this machine's node binary runs in the daemon's containers. */
export function isNodeUsable(local: Machine, daemon: Machine): boolean {
  const arch = DOCKER_ARCHITECTURES[local.arch] ?? local.arch;
  return local.os === 'linux' && daemon.os === 'linux' && arch === daemon.arch;
}

/** Picks the recipe for a daemon, with a text that differs when the node binary or a library does. */
export async function chooseRecipe(
  daemon: Machine,
): Promise<{ recipe: ImageRecipe; nodeIdentity: string }> {
  if (!isNodeUsable({ os: process.platform, arch: process.arch }, daemon)) {
    const recipe: ImageRecipe = { kind: 'base-image', baseImage: BASE_IMAGE };
    return { recipe, nodeIdentity: `${daemon.os}/${daemon.arch}` };
  }
  const node = await realpath(process.execPath);
  const packages = await nativePackages();
  const addons = packages.flatMap((nativePackage) => nativePackage.addons);
  const needed = await Promise.all([node, ...addons].map(sharedLibrariesOf));
  const libraries = [...new Set(needed.flat())].sort();
  // Sizes instead of contents: reading 100 MB at every start would cost more than it protects.
  const sizes = await Promise.all(
    [node, ...libraries, ...addons].map(async (file) => (await stat(file)).size),
  );
  return {
    recipe: { kind: 'from-scratch', node, libraries, packages },
    nodeIdentity: JSON.stringify([process.versions, daemon.arch, sizes]),
  };
}

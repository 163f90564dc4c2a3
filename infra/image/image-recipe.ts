import { createHash } from 'node:crypto';
import path from 'node:path';
import { execa } from 'execa';
import { AppError } from '../../orchestrator/common/errors/app-error.ts';
import { readdir, realpath, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';

/** Where the image comes from: this machine's own Node, or a public base image. */
export type ImageRecipe =
  | {
      kind: 'from-scratch';
      /** Absolute path of this machine's node binary. */
      node: string;
      /** Absolute paths of its shared libraries; they keep their paths in the image. */
      libraries: readonly string[];
      /** Packages that the bundle loads at run time. */
      packages: readonly NativePackage[];
    }
  | { kind: 'base-image'; baseImage: string };

/** The programs in the image, by their file names in `/app`. */
export type Bundles = ReadonlyMap<string, Uint8Array>;

/** Raise it when a change of the recipe is not visible in the Dockerfile text. */
const RECIPE_VERSION = 2;

// A router runs /app/router.cjs instead. The service keeps its last good config in /region, so that its user must own it.
const COMMON = `LABEL dev.colorteller.service=colorteller
COPY --chown=65532:65532 region/ /region/
WORKDIR /region
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8080 CONFIG_FILE=/region/config.json TABLE_FILE=/region/table.json
EXPOSE 8080
STOPSIGNAL SIGTERM
USER 65532:65532
ENTRYPOINT ["/node","/app/main.cjs"]
COPY app/ /app/
`;

/**
 * The Dockerfile of a recipe. Its context holds `app/` with the bundles, an empty `region/` and, from scratch,
 * `runtime/` with Node and its libraries. The bundles come last: an image of a changed service shares every other layer.
 */
export function dockerfileOf(recipe: ImageRecipe): string {
  if (recipe.kind === 'base-image') {
    return `FROM ${recipe.baseImage}\nRUN ln -s "$(command -v node)" /node\n${COMMON}`;
  }
  const folders = [...new Set(recipe.libraries.map((library) => path.dirname(library)))];
  // The image has no loader cache: without this, only the loader's built-in folders are searched.
  const search = folders.length > 0 ? `ENV LD_LIBRARY_PATH=${folders.join(':')}\n` : '';
  return `FROM scratch\nCOPY runtime/ /\n${search}${COMMON}`;
}

/**
 * Name of the image with exactly this content, `<repository>:<12 hex digits>`: equal for equal
 * bundles, Dockerfiles and node identities.
 */
export function imageTag(content: {
  repository: string;
  bundles: Bundles;
  dockerfile: string;
  nodeIdentity: string;
}): string {
  const hash = createHash('sha256');
  for (const part of [`${RECIPE_VERSION}`, content.dockerfile, content.nodeIdentity]) {
    hash.update(`${part.length}:${part}`);
  }
  for (const [name, bundle] of content.bundles) {
    hash.update(`${name}:${bundle.length}:`).update(bundle);
  }
  return `${content.repository}:${hash.digest('hex').slice(0, 12)}`;
}

/**
 * Absolute paths of the shared libraries that a program needs on this machine, the dynamic loader
 * included, sorted; none for a program that is linked statically. Linux only.
 * @throws AppError SETUP_FAILED when `ldd` fails or a library is missing.
 */
async function sharedLibrariesOf(program: string): Promise<string[]> {
  const result = await execa('ldd', [program], { reject: false, env: { LC_ALL: 'C' }, all: true });
  if (result.exitCode !== 0) {
    if (/not a dynamic executable|not a valid dynamic program/i.test(result.all)) return [];
    throw new AppError(
      'SETUP_FAILED',
      `cannot find the libraries of ${program}: ${result.all || (result.shortMessage ?? '')}`,
      { action: 'Install ldd (it comes with the C library).', cause: result },
    );
  }
  const { libraries, missing } = parseLdd(result.stdout);
  if (missing.length > 0) {
    throw new AppError('SETUP_FAILED', `${program} lacks libraries: ${missing.join(', ')}`, {
      action: 'Repair the Node installation of this machine.',
      details: { missing },
    });
  }
  return libraries;
}

/** The paths in the output of `ldd` (of glibc or musl), and the names that it did not find. */
export function parseLdd(output: string): { libraries: string[]; missing: string[] } {
  const libraries = new Set<string>();
  const missing: string[] = [];
  for (const line of output.split('\n')) {
    const absent = /^\s*(\S+) => not found/.exec(line)?.[1];
    if (absent !== undefined) missing.push(absent);
    // Either "name => /path (0x…)" or "/path (0x…)"; the kernel's own vdso has no path.
    const found = /^\s*(?:\S+ => )?(\/\S+) \(0x[0-9a-f]+\)/.exec(line)?.[1];
    if (found !== undefined) libraries.add(found);
  }
  return { libraries: [...libraries].sort(), missing };
}

/** A package with native code that the service loads at run time, and is no part of its bundle. */
interface NativePackage {
  /** Such as `@statsig/statsig-node-core-linux-x64-gnu`. */
  name: string;
  /** Absolute path of its folder. */
  folder: string;
  /** Absolute paths of its native libraries. */
  addons: string[];
}

const SDK = '@statsig/statsig-node-core';

/**
 * The native parts of Statsig's SDK that npm has put here: those for this machine. None where it left the optional ones out;
 * a service in such an image cannot ask the SDK, and says so.
 */
async function nativePackages(): Promise<NativePackage[]> {
  const require = createRequire(import.meta.url);
  const scope = path.join(path.dirname(require.resolve(SDK)), '..');
  const names = (await readdir(scope)).filter((name) => name.startsWith(`${path.basename(SDK)}-`));
  return Promise.all(
    names.sort().map(async (name) => {
      const folder = await realpath(path.join(scope, name));
      const files = (await readdir(folder)).filter((file) => file.endsWith('.node'));
      return {
        name: `${path.dirname(SDK)}/${name}`,
        folder,
        addons: files.map((file) => path.join(folder, file)),
      };
    }),
  );
}

/** Pulled by the daemon where this machine's own Node cannot run in a container. */
const BASE_IMAGE = 'node:24-alpine';

const DOCKER_ARCHITECTURES: Readonly<Record<string, string>> = {
  x64: 'amd64',
  ia32: '386',
  ppc64: 'ppc64le',
};

/** An operating system and processor, in Node's words for this machine and Docker's for a daemon. */
interface Machine {
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

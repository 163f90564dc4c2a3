import { cp, mkdtemp, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import type { TestProject } from 'vitest/node';
import { packageRoot } from '../../orchestrator/common/package-root.ts';

/** The package as `npm pack` makes it, and a project that has installed it. */
export interface Packed {
  /** Absolute path of the tarball. */
  tarball: string;
  /** What is in it, by its path in the package. */
  files: string[];
  /** A copy of test/example, elsewhere, with the tarball installed. */
  example: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    packed: Packed;
  }
}

const NOT_SOURCES = ['.git', 'coverage', 'dist', 'node_modules'];

/** Packs and installs once for all files of the run; in copies, as a checkout whose dist/ is rebuilt runs nothing. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await realpath(await mkdtemp(path.join(tmpdir(), 'colorteller-packed-')));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    project.provide('packed', await packInto(folder));
  } catch (error) {
    await remove();
    throw error;
  }
  return remove;
}

async function packInto(folder: string): Promise<Packed> {
  const sources = path.join(folder, 'sources');
  await cp(packageRoot, sources, {
    recursive: true,
    filter: (file) => !NOT_SOURCES.includes(path.relative(packageRoot, file)),
  });
  await symlink(path.join(packageRoot, 'node_modules'), path.join(sources, 'node_modules'));
  const { stdout } = await execa('npm', ['pack', '--json', '--pack-destination', folder], {
    cwd: sources,
  });
  const [pack] = JSON.parse(stdout) as [{ filename: string; files: { path: string }[] }];
  const tarball = path.join(folder, pack.filename);
  const example = path.join(folder, 'example');
  await cp(path.join(sources, 'test/example'), example, { recursive: true });
  // Scripts of packages are for a person to allow: it has to work without any.
  const flags = ['--save-dev', '--ignore-scripts', '--engine-strict', '--prefer-offline'];
  await execa('npm', ['install', ...flags, tarball], { cwd: example });
  return { tarball, files: pack.files.map((file) => file.path).sort(), example };
}

import {
  chmod,
  constants,
  copyFile,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  rm,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { dockerfileOf, type Bundles, type ImageRecipe } from './image-recipe.ts';

/** A folder to build an image from; removed when it is disposed. */
export interface BuildContext extends AsyncDisposable {
  folder: string;
  /** Names in the folder that belong to the context. */
  entries: string[];
}

/** Lays out a recipe's files in a temporary folder: `Dockerfile`, `app/` and what `runtime/` needs. */
export async function createBuildContext(
  recipe: ImageRecipe,
  bundles: Bundles,
): Promise<BuildContext> {
  const folder = await mkdtemp(path.join(tmpdir(), 'colorteller-image-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    await writeFile(path.join(folder, 'Dockerfile'), dockerfileOf(recipe));
    await mkdir(path.join(folder, 'app'));
    await mkdir(path.join(folder, 'region'));
    for (const [name, bundle] of bundles) await writeFile(path.join(folder, 'app', name), bundle);
    if (recipe.kind === 'from-scratch') {
      await copy(recipe.node, path.join(folder, 'runtime/node'));
      for (const { name, folder: from } of recipe.packages) {
        await cp(from, path.join(folder, 'app/node_modules', name), { recursive: true });
      }
      for (const file of recipe.libraries) await copy(file, path.join(folder, 'runtime', file));
    }
    // The container's user owns nothing: whatever this user's umask is, it must be able to read.
    const names = await readdir(folder, { recursive: true });
    await Promise.all(names.map((name) => chmod(path.join(folder, name), 0o755)));
    return { folder, entries: await readdir(folder), [Symbol.asyncDispose]: remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function copy(from: string, to: string): Promise<void> {
  await mkdir(path.dirname(to), { recursive: true });
  await copyFile(from, to, constants.COPYFILE_FICLONE);
}

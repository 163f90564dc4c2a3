import { readdir, realpath } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';

/** A package with native code that the service loads at run time, and is no part of its bundle. */
export interface NativePackage {
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
export async function nativePackages(): Promise<NativePackage[]> {
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

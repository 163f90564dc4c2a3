import path from 'node:path';
import { build } from 'esbuild';
import { packageRoot } from '../../orchestrator/common/package-root.ts';

/** Bundles a module, whose imports are seen from the root of the package, for a process of its own; returns its path. */
export async function bundleModule(folder: string, source: string): Promise<string> {
  const outfile = path.join(folder, 'bundle.mjs');
  await build({
    stdin: { contents: source, resolveDir: packageRoot, loader: 'ts' },
    absWorkingDir: packageRoot,
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    external: ['*.node', 'cpu-features', '@statsig/*'],
    banner: {
      js: `import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url), __filename = import.meta.filename;`,
    },
    // Our own files are found from there.
    define: { 'import.meta.dirname': JSON.stringify(packageRoot) },
    logLevel: 'silent',
  });
  return outfile;
}

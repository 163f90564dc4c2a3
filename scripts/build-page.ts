import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { distPath, packageRoot } from '../infra/toolchain/package-root.ts';

const SOURCE = path.join(packageRoot, 'services', 'dashboard');
const TARGET = distPath('services/dashboard');
/** Where the control plane serves the files. */
const SERVED_AT = '/page';

/** Bundles the page into dist/; each name holds the hash of its file, so that browsers may keep it for ever. */
async function buildPage(): Promise<void> {
  await mkdir(TARGET, { recursive: true });
  const { metafile } = await build({
    entryPoints: [path.join(SOURCE, 'app.tsx'), path.join(SOURCE, 'theme.ts')],
    outdir: TARGET,
    entryNames: '[name]-[hash]',
    bundle: true,
    minify: true,
    format: 'iife',
    target: ['chrome123', 'firefox120', 'safari17.5'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    // Its tsconfig is for the type check.
    tsconfigRaw: {},
    metafile: true,
    logLevel: 'warning',
    absWorkingDir: packageRoot,
  });
  const names = Object.keys(metafile.outputs).map((file) => path.basename(file));
  const index = await readFile(path.join(SOURCE, 'index.html'), 'utf8');
  await writeFile(path.join(TARGET, 'index.html'), withNames(index, names));
  const stale = (await readdir(TARGET)).filter(
    (name) => name !== 'index.html' && !names.includes(name),
  );
  await Promise.all(stale.map((name) => rm(path.join(TARGET, name), { recursive: true })));
}

/** `{{app.js}}` becomes the served path of `app-HASH.js`. */
function withNames(index: string, names: readonly string[]): string {
  return index.replace(/\{\{(\w+)\.(\w+)\}\}/g, (_, stem: string, type: string) => {
    const name = names.find((one) => one.startsWith(`${stem}-`) && one.endsWith(`.${type}`));
    if (name === undefined) throw new Error(`the build made no ${stem}.${type}`);
    return `${SERVED_AT}/${name}`;
  });
}

await buildPage();

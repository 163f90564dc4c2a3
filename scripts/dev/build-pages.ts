import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build, type Metafile } from 'esbuild';
import { distPath, packageRoot } from '../../orchestrator/common/package-root.ts';

const SOURCE = path.join(packageRoot, 'services', 'dashboard');
/** Where a page's server serves its files. */
const SERVED_AT = '/page';

interface PageSource {
  /** Its HTML, in the source folder. */
  index: string;
  /** What is bundled with it, in the source folder. */
  entries: readonly string[];
  /** Absolute path of the folder it is built into. */
  target: string;
}

/** Bundles the dashboard and the presenter's page into dist/. */
export function buildPages(): Promise<Metafile[]> {
  return Promise.all([
    buildPage({
      index: 'index.html',
      entries: ['app.tsx', 'theme.ts'],
      target: distPath('services/dashboard'),
    }),
    buildPage({
      index: 'workshop/index.html',
      entries: ['workshop/workshop-app.tsx', 'theme.ts'],
      target: distPath('services/workshop'),
    }),
  ]);
}

/** Bundles a page into dist/; each name holds the hash of its file, so that browsers may keep it for ever. */
async function buildPage({ index, entries, target }: PageSource): Promise<Metafile> {
  await mkdir(target, { recursive: true });
  const { metafile } = await build({
    entryPoints: entries.map((entry) => path.join(SOURCE, entry)),
    outdir: target,
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
  const html = await readFile(path.join(SOURCE, index), 'utf8');
  await writeFile(path.join(target, 'index.html'), withNames(html, names));
  const stale = (await readdir(target)).filter(
    (name) => name !== 'index.html' && !names.includes(name),
  );
  await Promise.all(stale.map((name) => rm(path.join(target, name), { recursive: true })));
  return metafile;
}

/** `{{app.js}}` becomes the served path of `app-HASH.js`. */
function withNames(html: string, names: readonly string[]): string {
  return html.replace(/\{\{([\w-]+)\.(\w+)\}\}/g, (_, stem: string, type: string) => {
    const name = names.find(
      (candidate) => candidate.startsWith(`${stem}-`) && candidate.endsWith(`.${type}`),
    );
    if (name === undefined) throw new Error(`the build made no ${stem}.${type}`);
    return `${SERVED_AT}/${name}`;
  });
}

import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { build, type BuildOptions, type Metafile, type Plugin } from 'esbuild';
import { distPath, packageRoot } from '../../orchestrator/common/package-root.ts';

/** What is started as a program, or imported from outside. */
const PROGRAMS = [
  'scripts/cli/cli.ts',
  'scripts/testing/index.ts',
  'scripts/testing/vitest.ts',
  'infra/provider/main.ts',
  'infra/policy/run-pack.ts',
  'orchestrator/core/workspace/index.ts',
  'infra/program/index.ts',
  'orchestrator/runtime/workspace/typescript/evaluate.ts',
  'infra/toolchain/download-pulumi.ts',
  'services/colorteller/main.ts',
  'services/router/main.ts',
];
/** What the package leaves out. */
const TOOLS = [
  'scripts/dev/bench/main.ts',
  'scripts/dev/bench/bare-specs.ts',
  'scripts/dev/bench/fleet-orchestrator.ts',
  'scripts/dev/bench/testkit-process.ts',
  'scripts/dev/bench/history-process.ts',
  'scripts/dev/bench/router-middleware.ts',
  'scripts/dev/keep-public-types.ts',
];
const LABS = 'scripts/teaching/labs';

const NOT_BUNDLED = [
  // It has a native part.
  '@statsig/statsig-node-core',
  // A peer of the test kit.
  'vitest',
  // Of tools alone.
  ...[
    '@growthbook/growthbook',
    '@openfeature/flagd-core',
    'playwright-core',
    'http-proxy-middleware',
  ],
  ...['esbuild', 'typescript'],
  // Optional native parts, which their packages do without.
  ...['*.node', 'cpu-features'],
];

const COMMON: BuildOptions = {
  absWorkingDir: packageRoot,
  bundle: true,
  preserveSymlinks: true,
  platform: 'node',
  format: 'esm',
  target: 'node20.19',
  legalComments: 'none',
  // Half as much for Node.js to parse at each start. Names stay, for stack traces.
  minifyWhitespace: true,
  minifySyntax: true,
  lineLimit: 160,
  logLevel: 'warning',
  metafile: true,
};

/** What a bundled CommonJS package expects to find. */
const BANNER = `import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url), __dirname = import.meta.dirname, __filename = import.meta.filename;`;

/**
 * What the Pulumi SDK loads only to serialize functions into the cloud, which no program of ours does; from source,
 * sdk-preload.ts does the same.
 */
const LEAN_SDK: Plugin = {
  name: 'lean-sdk',
  setup: (bundler) => {
    const unused =
      /^(typescript|@npmcli\/arborist|normalize-package-data|\.\/vendor\/typescript@.*)$/;
    bundler.onResolve({ filter: unused }, ({ path: name, importer }) =>
      importer.includes('@pulumi') ? { path: name, namespace: 'lean-sdk' } : undefined,
    );
    // Ours are imported by their own names, where an engine needs them.
    bundler.onResolve({ filter: /^\.\/(automation|provider)$/ }, ({ path: name, importer }) =>
      importer.endsWith('@pulumi/pulumi/index.js')
        ? { path: name, namespace: 'lean-sdk' }
        : undefined,
    );
    bundler.onResolve({ filter: /\/sdk-preload\.ts$/ }, ({ path: name }) => ({
      path: name,
      namespace: 'lean-sdk',
    }));
    bundler.onLoad({ filter: /./, namespace: 'lean-sdk' }, () => ({
      contents: 'module.exports = {};',
    }));
  },
};

/** Messages of schemas are English: the other languages are most of zod. */
const ENGLISH: Plugin = {
  name: 'english',
  setup: (bundler) => {
    bundler.onLoad({ filter: /zod\/v4\/locales\/index\.js$/ }, ({ path: file }) => ({
      contents: "export { default as en } from './en.js';",
      resolveDir: path.dirname(file),
    }));
  },
};

/**
 * Bundles every program into dist/, with the packages it needs. Programs
 * share their modules, so that what one loads by name (a lab, say) has the same classes.
 * @returns what of it the package contains
 */
export async function buildPrograms(): Promise<Metafile[]> {
  const labs = (await readdir(path.join(packageRoot, LABS)))
    .filter((name) => /^\d\d-/.test(name))
    .flatMap((name) => ['start', 'verify', 'solution'].map((part) => `${LABS}/${name}/${part}.ts`));
  const [programs, service, router] = await Promise.all([
    buildShared([...PROGRAMS, ...labs], 'chunks'),
    buildForImage('services/colorteller'),
    buildForImage('services/router'),
    buildShared(TOOLS, 'scripts/dev/chunks'),
    // Pulumi's CLI runs it with the SDK that it finds in node_modules.
    build({
      ...COMMON,
      entryPoints: ['infra/index.ts'],
      outfile: 'dist/infra/index.js',
      packages: 'external',
    }),
  ]);
  return [programs, service, router];
}

/** @param chunks the folder in dist/ for what the programs share. */
async function buildShared(entryPoints: string[], chunks: string): Promise<Metafile> {
  const { metafile } = await build({
    ...COMMON,
    entryPoints,
    external: NOT_BUNDLED,
    outdir: 'dist',
    outbase: '.',
    splitting: true,
    chunkNames: `${chunks}/[name]-[hash]`,
    banner: { js: BANNER },
    plugins: [LEAN_SDK, ENGLISH],
    metafile: true,
  });
  const folder = distPath(chunks);
  const stale = (await readdir(folder)).filter(
    (name) => metafile.outputs[`dist/${chunks}/${name}`] === undefined,
  );
  await Promise.all(stale.map((name) => rm(path.join(folder, name))));
  return metafile;
}

/** A service as one CommonJS file, which runs in an image without packages. */
async function buildForImage(service: string): Promise<Metafile> {
  const { metafile } = await build({
    ...COMMON,
    entryPoints: [`${service}/main.ts`],
    outfile: `dist/${service}/image.cjs`,
    format: 'cjs',
    target: 'node20',
    // The native part of Statsig's SDK is no JavaScript: it lies beside the bundle, see native-packages.ts.
    external: ['@statsig/statsig-node-core-*', './statsig-node-core.*.node'],
    keepNames: true,
    metafile: true,
  });
  return metafile;
}

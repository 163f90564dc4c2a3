import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { expect, inject, it } from 'vitest';
import { packageRoot } from '../../orchestrator/common/package-root.ts';

const { files, example } = inject('packed');
const installed = path.join(example, 'node_modules/colorteller');

/** The page, and the presenter's. */
const PAGES =
  /^dist\/services\/(dashboard|workshop)\/(index\.html|(app|workshop-app|theme)-[A-Z0-9]{8}\.(js|css))$/;

const SWAGGER_UI =
  /^dist\/services\/swagger-ui\/(swagger-ui\.css|swagger-ui-bundle\.js|favicon-32x32\.png)$/;

/** What a package of compiled JavaScript holds; whether each is of use is checked below. */
const KINDS = [
  /^(package\.json|README\.md|CHANGELOG\.md|LICENSE)$/,
  /^dist\/(infra|orchestrator|scripts|services\/(colorteller|router)|chunks)\/.+(\.js|\.d\.ts)$/,
  /^dist\/(services\/(colorteller|router)\/image\.cjs|third-party-licenses\.txt)$/,
  SWAGGER_UI,
  PAGES,
  /^infra\/provider\/bin\/pulumi-resource-colorteller$/,
  /^infra\/policy\/(bin\/pulumi-analyzer-policy-(nodejs|colorteller)|pack\/(PulumiPolicy\.yaml|index\.ts|package\.json))$/,
  /^scripts\/cli\/bin\.js$/,
  /^infra\/toolchain\/pulumi-cli\/go\.(mod|sum)$/,
  /^orchestrator\/control-plane\/openapi\/statsig-console-api\.json$/,
  /^scripts\/teaching\/labs\/\d\d-[a-z-]+\/[\w-]+\.(md|ya?ml|jsonl?)$/,
];

/** What is started, or imported from outside. */
const ENTRIES = [
  /^scripts\/cli\/bin\.js$/,
  /^dist\/scripts\/(cli\/cli|testing\/(index|vitest))\.js$/,
  /^dist\/scripts\/teaching\/labs\/\d\d-[a-z-]+\/(start|verify|solution)\.js$/,
  /^dist\/infra\/(policy\/run-pack|program\/index|provider\/main|toolchain\/download-pulumi)\.js$/,
  /^dist\/services\/(colorteller|router)\/main\.js$/,
  /^dist\/orchestrator\/(core\/workspace\/index|runtime\/workspace\/typescript\/evaluate)\.js$/,
];

const isOneOf = (patterns: readonly RegExp[]) => (file: string) =>
  patterns.some((pattern) => pattern.test(file));
const textOf = (file: string) => readFile(path.join(installed, file), 'utf8');

it('holds compiled JavaScript, types, page, labs and what the CLI needs', () => {
  expect(files.filter((file) => !isOneOf(KINDS)(file))).toEqual([]);
  expect(files.filter(isOneOf([PAGES]))).toHaveLength(8);
});

it('holds every lab, with its guide', async () => {
  const folders = await readdir(path.join(packageRoot, 'scripts/teaching/labs'));
  const labs = folders.filter((name) => /^\d\d-/.test(name));
  expect(files).toEqual(
    expect.arrayContaining(
      labs.flatMap((name) => [
        ...['start', 'verify', 'solution'].map(
          (part) => `dist/scripts/teaching/labs/${name}/${part}.js`,
        ),
        `scripts/teaching/labs/${name}/README.md`,
      ]),
    ),
  );
});

it('holds all JavaScript that is reached, and no other', async () => {
  const { metafile } = await build({
    absWorkingDir: installed,
    entryPoints: files.filter(isOneOf(ENTRIES)),
    outdir: 'never-written',
    write: false,
    bundle: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    metafile: true,
    logLevel: 'silent',
  });
  const scripts = files.filter(
    (file) => file.endsWith('.js') && ![PAGES, SWAGGER_UI].some((page) => page.test(file)),
  );
  const left = scripts.filter((file) => metafile.inputs[file] === undefined);
  // What declares types alone compiles to nothing, which nothing loads.
  const texts = await Promise.all(left.map(async (file) => [file, (await textOf(file)).trim()]));
  expect(texts.filter(([, text]) => text !== 'export {};')).toEqual([]);
});

it('names no file that is not in it, and no machine', async () => {
  const texts = await Promise.all(files.map(async (file) => [file, await textOf(file)] as const));
  const naming = (pattern: RegExp) =>
    texts.filter(([, text]) => pattern.test(text)).map(([file]) => file);
  expect(naming(/^\/\/# sourceMappingURL=/m)).toEqual([]);
  expect(naming(new RegExp(process.cwd()))).toEqual([]);
  expect(naming(new RegExp(path.dirname(example)))).toEqual([]);
});

import { createHash } from 'node:crypto';
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { distPath, packageRoot } from '../../orchestrator/common/package-root.ts';
import { buildPages } from './build-pages.ts';
import { buildPrograms } from './build-programs.ts';

/** Everything that dist/ is made of. */
const SOURCES = [
  ...['infra', 'orchestrator', 'scripts', 'services'],
  ...['package.json', 'tsconfig.json', 'node_modules/.package-lock.json'],
];
/** The hash of the sources that dist/ was built from. */
const STAMP = distPath('.built');

const SWAGGER_UI = 'node_modules/swagger-ui-dist';
const SWAGGER_UI_FILES = ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png'];

/** Builds dist/ from the sources, unless it was built from the same sources before. */
async function build(): Promise<void> {
  const hash = await hashSources();
  if ((await readFile(STAMP, 'utf8').catch(() => '')) === hash) return;
  process.stderr.write('Building ColorTeller...\n');
  await rm(STAMP, { force: true });
  const [programs, pages] = await Promise.all([buildPrograms(), buildPages(), copySwaggerUi()]);
  const bundled = [...programs, ...pages].flatMap(({ inputs }) => Object.keys(inputs));
  const licenses = await licensesOf([...bundled, SWAGGER_UI]);
  await writeFile(distPath('third-party-licenses.txt'), licenses);
  await writeFile(STAMP, hash);
}

async function hashSources(): Promise<string> {
  const hash = createHash('sha256').update(process.version);
  for (const file of (await Promise.all(SOURCES.map(filesOf))).flat()) {
    const content = await readFile(path.join(packageRoot, file)).catch(() => '');
    hash.update(`${file}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

async function filesOf(source: string): Promise<string[]> {
  if (path.extname(source) !== '') return [source];
  const folder = path.join(packageRoot, source);
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(packageRoot, path.join(entry.parentPath, entry.name)))
    .sort();
}

/** What the page of the Console API is made of; see `apiPages`. */
async function copySwaggerUi(): Promise<void> {
  const target = distPath('services/swagger-ui');
  await mkdir(target, { recursive: true });
  const source = path.join(packageRoot, SWAGGER_UI);
  await Promise.all(
    SWAGGER_UI_FILES.map((file) => cp(path.join(source, file), path.join(target, file))),
  );
}

/** The license of every package whose code is in dist/. */
async function licensesOf(files: readonly string[]): Promise<string> {
  const folders = files.flatMap(
    (file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? [],
  );
  const texts = [...new Set(folders)].sort().map(async (relative) => {
    const folder = path.join(packageRoot, relative);
    const text = await readFile(path.join(folder, 'package.json'), 'utf8');
    const { name, version, license } = JSON.parse(text) as Record<string, unknown>;
    const files = (await readdir(folder)).filter((file) => /^(licen[cs]e|notice)/i.test(file));
    const parts = await Promise.all(
      files.map((file) => readFile(path.join(folder, file), 'utf8').catch(() => '')),
    );
    return [`${String(name)} ${String(version)}: ${JSON.stringify(license)}`, ...parts].join('\n');
  });
  return (await Promise.all(texts)).join(`\n${'-'.repeat(80)}\n`);
}

await build();

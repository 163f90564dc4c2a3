/**
 * Runs the policy pack in the working directory and prints the port of its analyzer: what Pulumi's
 * `cmd/run-policy-pack` does, with two differences. A pack needs no packages installed, since `@pulumi/policy` is here,
 * and it may be TypeScript without a compiler of its own.
 */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { compileFunction } from 'node:vm';
import * as policy from '@pulumi/policy';
import { build } from 'esbuild';
import { parse } from 'yaml';
import { z } from 'zod';

const MAIN = z.object({ main: z.string().optional() });
const USUAL = ['index.ts', 'index.js'];

/** The file that makes the pack: as PulumiPolicy.yaml says, else package.json, else the usual one. */
async function entryOf(folder: string): Promise<string> {
  const read = async (name: string) => readFile(path.join(folder, name), 'utf8');
  const project = MAIN.parse(parse(await read('PulumiPolicy.yaml')));
  const manifest = MAIN.parse(JSON.parse(await read('package.json')));
  const names = [project.main, manifest.main, ...USUAL].flatMap((name) => name ?? []);
  const entry = names.map((name) => path.join(folder, name)).find((file) => existsSync(file));
  if (entry === undefined) throw new Error(`it has none of these files: ${names.join(', ')}`);
  return entry;
}

async function run(folder: string): Promise<void> {
  const entry = await entryOf(folder);
  const { outputFiles } = await build({
    entryPoints: [entry],
    absWorkingDir: folder,
    ...{ bundle: true, packages: 'external', write: false },
    ...{ platform: 'node', format: 'cjs', target: 'node20.19' },
    ...{ tsconfigRaw: {}, logLevel: 'silent' },
  });
  const load = createRequire(entry);
  const require = (name: string): unknown => {
    if (name !== '@pulumi/policy') return load(name);
    try {
      return load(name);
    } catch {
      return policy;
    }
  };
  const module = { exports: {} };
  const names = ['require', 'module', 'exports', '__filename', '__dirname'];
  const pack = compileFunction(outputFiles[0]?.text ?? '', names, { filename: entry }) as (
    ...values: unknown[]
  ) => void;
  pack(require, module, module.exports, entry, path.dirname(entry));
}

// Whoever started it holds the other end, and closes it even by a crash. A pack that serves nothing ends at once.
process.stdin.on('end', () => process.exit()).resume();
if ('unref' in process.stdin) process.stdin.unref();
await run(process.cwd()).catch((error: unknown) => {
  process.stderr.write(
    `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  process.exit(1);
});

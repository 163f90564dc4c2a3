/**
 * Runs the policy pack in the working directory and prints the port of its analyzer: what Pulumi's
 * `cmd/run-policy-pack` does, with some differences. A pack needs no packages installed, since `@pulumi/policy` is here,
 * it may be TypeScript without a compiler of its own, what it prints goes to standard error, and a policy that does not
 * answer ends it.
 */
import { existsSync, writeSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire, SourceMap, type SourceMapPayload } from 'node:module';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { compileFunction } from 'node:vm';
import * as policy from '@pulumi/policy';
import { build } from 'esbuild';
import { parse } from 'yaml';
import { z } from 'zod';
import { onOneLine, packFailed } from './policy-errors.ts';
import { createWatch } from './watch-policies.ts';

const MAIN = z.object({ main: z.string().optional() });
const USUAL = ['index.ts', 'index.js'];

/** Before who started it gives up. */
const LOAD_WITHIN_MS = 10_000;

const folder = process.cwd();

/** The file that makes the pack: as PulumiPolicy.yaml says, else package.json, else the usual one. */
async function entryFile(): Promise<string> {
  const main = async (name: string, read: (text: string) => unknown) => {
    try {
      return MAIN.parse(read(await readFile(path.join(folder, name), 'utf8'))).main;
    } catch (error) {
      throw new Error(`${name} cannot be read: ${wordsOf(error)}`, { cause: error });
    }
  };
  const given = [await main('PulumiPolicy.yaml', parse), await main('package.json', JSON.parse)];
  const names = [...given, ...USUAL].flatMap((name) => name ?? []);
  const entry = names.map((name) => path.join(folder, name)).find((file) => existsSync(file));
  if (entry === undefined) throw new Error(`it has none of these files: ${names.join(', ')}`);
  return entry;
}

/** The line of the author's in the stack of an error: the others are of what runs the pack. */
function placeIn(stack: string, entry: string, sources: SourceMap): string {
  const [, line = '', column = ''] =
    (stack.split(`${entry}:`)[1] ?? '').match(/^(\d+):(\d+)/) ?? [];
  const origin = sources.findEntry(Number(line) - 1, Number(column) - 1);
  return line !== '' && 'originalSource' in origin
    ? ` (${origin.originalSource}, line ${origin.originalLine + 1})`
    : '';
}

async function run(): Promise<void> {
  const entry = await entryFile();
  const { outputFiles } = await build({
    entryPoints: [entry],
    ...{ absWorkingDir: folder, outdir: folder, sourcemap: 'external' },
    ...{ bundle: true, packages: 'external', write: false },
    ...{ platform: 'node', format: 'cjs', target: 'node20.19' },
    ...{ tsconfigRaw: {}, logLevel: 'silent' },
  });
  const output = (ending: string) =>
    outputFiles.find((one) => one.path.endsWith(ending))?.text ?? '';
  const code = output('.js');
  const sources = new SourceMap(JSON.parse(output('.map')) as SourceMapPayload);
  const watch = createWatch(folder);
  const answerWithinMs = Number(values['answer-within']);
  /** Runs the author's code: its errors, which the SDK reports with their stacks, then have its line only. */
  const authors = async <T>(what: string, call: () => T | Promise<T>): Promise<T> => {
    try {
      return await watch.run(what, isMade ? answerWithinMs : LOAD_WITHIN_MS, call);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      error.stack = wordsOf(error) + placeIn(error.stack ?? '', entry, sources);
      throw error;
    }
  };
  const load = createRequire(entry);
  const require = (name: string): unknown => {
    if (name !== '@pulumi/policy') return load(name);
    let sdk = policy;
    try {
      sdk = load(name) as typeof policy;
    } catch {
      // It is not installed in the pack, and need not be.
    }
    return { ...sdk, PolicyPack: watchedPack(sdk.PolicyPack, authors) };
  };
  const module = { exports: {} };
  const names = ['require', 'module', 'exports', '__filename', '__dirname'];
  const pack = compileFunction(code, names, { filename: entry }) as (...values: unknown[]) => void;
  await authors('its code', () => {
    pack(require, module, module.exports, entry, path.dirname(entry));
  }).catch((error: unknown) => {
    throw new Error(`it threw ${stackOf(error)}`, { cause: error });
  });
}

type Authors = <T>(what: string, call: () => T | Promise<T>) => Promise<T>;

/** The class of the SDK, with policies that are watched. */
function watchedPack(PolicyPack: typeof policy.PolicyPack, authors: Authors) {
  return class extends PolicyPack {
    constructor(...[name, args, config]: ConstructorParameters<typeof policy.PolicyPack>) {
      super(name, { ...args, policies: args.policies.map((one) => watched(one, authors)) }, config);
      isMade = true;
    }
  };
}

const CALLS = new Set(['validateResource', 'validateStack', 'remediateResource']);

function watched<P extends policy.Policies[number]>(one: P, authors: Authors): P {
  const wrap = (call: unknown): unknown => {
    if (Array.isArray(call)) return call.map((each: unknown) => wrap(each));
    if (typeof call !== 'function') return call;
    // The SDK's helpers note on it which type of resources it takes.
    return Object.assign(
      (...given: unknown[]) =>
        authors(`policy ${one.name}`, () => Reflect.apply(call, one, given) as unknown),
      call,
    );
  };
  const entries = Object.entries<unknown>({ ...one }).map(([key, value]) => [
    key,
    CALLS.has(key) ? wrap(value) : value,
  ]);
  return { ...one, ...Object.fromEntries(entries) } as P;
}

function wordsOf(error: unknown): string {
  return onOneLine(String(error).replace(/\nRequire stack:[^]*/, ''));
}

/** As {@link run} leaves it: a line. */
function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? String(error)) : String(error);
}

function fail(why: string): void {
  writeSync(2, `${packFailed(folder, why).message}\n`);
  process.exit(1);
}

/** Of all that is written to standard output only the port stays there, which is what its reader awaits. */
function keepOutputForPort(): void {
  const { stdout, stderr } = process;
  const write = stdout.write.bind(stdout);
  let isPortSaid = false;
  const redirected = (chunk: string | Uint8Array, ...rest: never[]): boolean => {
    const isPort = isMade && !isPortSaid && /^\d+\n$/.test(String(chunk));
    isPortSaid ||= isPort;
    return isPort ? write(chunk, ...rest) : stderr.write(chunk, ...rest);
  };
  stdout.write = redirected;
}

const { values } = parseArgs({
  options: { 'answer-within': { type: 'string', default: '30000' } },
  strict: false,
});
let isMade = false;
keepOutputForPort();
// Whoever started it holds the other end, and closes it even by a crash. A pack that serves nothing ends at once.
process.stdin.on('end', () => process.exit()).resume();
if ('unref' in process.stdin) process.stdin.unref();
process.on('beforeExit', () => {
  fail("it makes no PolicyPack; write: new PolicyPack('NAME', { policies: [...] })");
});
process.on('uncaughtException', (error) => {
  fail(`it threw ${wordsOf(error)}`);
});
await run().catch((error: unknown) => {
  fail(error instanceof Error ? onOneLine(error.message) : String(error));
});

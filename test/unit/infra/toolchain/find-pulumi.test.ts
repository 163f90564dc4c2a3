import path from 'node:path';
import { expect, it } from 'vitest';
import {
  findPulumi,
  MINIMUM_PULUMI_VERSION,
  pulumiCacheFolder,
  searchPulumi,
} from '../../../../infra/toolchain/find-pulumi.ts';
import { fakeProgram } from '../../../support/fake-program.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

const GOOD = 'echo v3.259.0';
const OLD = 'echo v3.100.0';
const BROKEN = 'echo "cannot open shared object" >&2; exit 127';

interface Machine {
  named?: string;
  onPath?: string[];
  cached?: string;
}

/** A machine with the given programs as COLORTELLER_PULUMI, in folders of PATH and in the cache. */
async function machineWith(root: string, { named, onPath = [], cached }: Machine) {
  const folders = onPath.map((_, index) => path.join(root, `path-${index}`));
  const env: NodeJS.ProcessEnv = {
    PATH: folders.join(path.delimiter),
    XDG_CACHE_HOME: path.join(root, 'cache'),
  };
  for (const [index, body] of onPath.entries()) {
    await fakeProgram(path.join(root, `path-${index}`, 'pulumi'), body);
  }
  if (cached !== undefined) {
    await fakeProgram(path.join(pulumiCacheFolder(env), 'bin', 'pulumi'), cached);
  }
  if (named !== undefined) {
    env.COLORTELLER_PULUMI = await fakeProgram(path.join(root, 'named', 'pulumi'), named);
  }
  return env;
}

it.each<[string, Machine, string | undefined]>([
  ['nothing', {}, undefined],
  ['the named one before PATH and cache', { named: GOOD, onPath: [GOOD], cached: GOOD }, 'named'],
  ['PATH before the cache', { onPath: [GOOD], cached: GOOD }, 'path-0'],
  ['the cache where PATH has none', { cached: GOOD }, 'cache'],
  ['the second on PATH where the first is broken', { onPath: [BROKEN, GOOD] }, 'path-1'],
  ['the cache where that on PATH is too old', { onPath: [OLD], cached: GOOD }, 'cache'],
  ['nothing where all are broken', { onPath: [BROKEN], cached: BROKEN }, undefined],
])('finds %s', async (_, machine, folder) => {
  await using root = await tempFolder();
  const found = await findPulumi(await machineWith(root.path, machine));
  const relative = found && path.relative(root.path, found.command).split(path.sep)[0];
  expect(relative).toBe(folder);
  if (found !== undefined) expect(found.version).toBe('3.259.0');
});

it('runs the CLI without the settings of the user for their own Pulumi', async () => {
  await using root = await tempFolder();
  const env = await machineWith(root.path, { named: `[ -z "$PULUMI_DEBUG_GRPC" ] && ${GOOD}` });
  expect(await findPulumi({ ...env, PULUMI_DEBUG_GRPC: '/nowhere/log' })).toBeDefined();
});

it.each<[string, Machine, string, string]>([
  [
    'PULUMI_TOO_OLD for an old one on PATH',
    { onPath: [OLD] },
    'PULUMI_TOO_OLD',
    'The Pulumi CLI at ROOT/path-0/pulumi is too old: it is v3.100.0, older than v3.200.0.',
  ],
  [
    'PULUMI_TOO_OLD for an old named one, good ones or not',
    { named: OLD, onPath: [GOOD] },
    'PULUMI_TOO_OLD',
    'The Pulumi CLI at ROOT/named/pulumi is too old: it is v3.100.0, older than v3.200.0.',
  ],
  [
    'PULUMI_MISSING for a broken named one, good ones or not',
    { named: BROKEN, cached: GOOD },
    'PULUMI_MISSING',
    'COLORTELLER_PULUMI names ROOT/named/pulumi, which cannot be used: it ends with status 127: cannot open shared object.',
  ],
  [
    'PULUMI_MISSING for a named one that names no version',
    { named: 'echo hello' },
    'PULUMI_MISSING',
    'COLORTELLER_PULUMI names ROOT/named/pulumi, which cannot be used: it names no version, it says "hello".',
  ],
])('throws %s', async (_, machine, code, message) => {
  await using root = await tempFolder();
  const error = await findPulumi(await machineWith(root.path, machine)).catch((e: unknown) => e);
  expect(error).toMatchObject({ code, message: message.replace('ROOT', root.path) });
});

it('says of a named program that is not there that it does not run', async () => {
  const search = await searchPulumi({ COLORTELLER_PULUMI: '/nowhere/pulumi', PATH: '' });
  expect(search.found).toBeUndefined();
  expect(search.rejected).toMatchObject([{ command: '/nowhere/pulumi', why: 'broken' }]);
  expect(search.rejected[0]?.reason).toMatch(/^it does not run \(.*ENOENT/);
});

it('keeps why others were rejected beside the one that is found', async () => {
  await using root = await tempFolder();
  const env = await machineWith(root.path, { onPath: [BROKEN, OLD], cached: GOOD });
  const { found, rejected } = await searchPulumi(env);
  expect(found?.origin).toBe('cache');
  expect(rejected.map(({ why, origin }) => [why, origin])).toEqual([
    ['broken', 'path'],
    ['too-old', 'path'],
  ]);
});

it('takes the minimum version itself', async () => {
  await using root = await tempFolder();
  const env = await machineWith(root.path, { onPath: [`echo v${MINIMUM_PULUMI_VERSION}`] });
  expect(await findPulumi(env)).toMatchObject({ version: MINIMUM_PULUMI_VERSION });
});

it('disables the update check of the Pulumi CLI', async () => {
  await using root = await tempFolder();
  const body = '[ "$PULUMI_SKIP_UPDATE_CHECK" = true ] && [ "$1" = version ] && echo v3.259.0';
  expect(await findPulumi(await machineWith(root.path, { onPath: [body] }))).toBeDefined();
});

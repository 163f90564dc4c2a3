import { mkdir, readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { findPulumi } from '../../../../infra/toolchain/find-pulumi.ts';
import { installPulumi, type InstallMethod } from '../../../../infra/toolchain/install-pulumi.ts';
import { type InstallContext, type Progress, step } from '../../../../infra/toolchain/progress.ts';
import { AppError } from '../../../../orchestrator/common/errors/app-error.ts';
import { fakeProgram } from '../../../support/fake-program.ts';
import { tempFolder } from '../../../support/temp-folder.ts';
import { realClock } from '../../../../orchestrator/common/real-clock.ts';

function contextIn(root: string, stop = new AbortController()) {
  const said: Progress[] = [];
  const context: InstallContext = {
    env: { PATH: '', XDG_CACHE_HOME: root },
    clock: realClock,
    signal: stop.signal,
    report: (progress) => said.push(progress),
  };
  return { context, said };
}

/** A method that leaves a CLI which says the given version. */
function places(name: string, version = 'v3.259.0'): InstallMethod {
  return {
    name,
    run: async (folder) => {
      await fakeProgram(path.join(folder, 'bin', 'pulumi'), `echo ${version} # ${name}`);
      await fakeProgram(path.join(folder, 'bin', 'pulumi-language-nodejs'), 'exit 0');
    },
  };
}

function fails(name: string, error: Error): InstallMethod {
  return {
    name,
    run: async (folder, context) => {
      await writeFile(path.join(folder, 'half'), '');
      await step(context, `trying ${name}`, () => Promise.reject(error));
    },
  };
}

const cacheOf = (root: string): string => path.join(root, 'colorteller', 'pulumi');

it('places what the first good method brings, where it is found next time', async () => {
  await using root = await tempFolder();
  const { context } = contextIn(root.path);
  const methods = [fails('one', new Error('not reachable')), places('two'), places('three')];
  const installed = await installPulumi(context, methods);
  expect(installed).toEqual({
    command: path.join(cacheOf(root.path), 'v3.259.0/bin/pulumi'),
    version: '3.259.0',
    origin: 'cache',
  });
  expect(await findPulumi(context.env)).toEqual(installed);
  expect(await readFile(installed.command, 'utf8')).toMatch(/# two\n$/);
  expect(await readdir(path.dirname(installed.command))).toEqual([
    'pulumi',
    'pulumi-language-nodejs',
  ]);
  expect(await readdir(cacheOf(root.path))).toEqual(['v3.259.0']);
});

it('says each step before it is done, and how it ended', async () => {
  await using root = await tempFolder();
  const { context, said } = contextIn(root.path);
  await installPulumi(context, [fails('one', new Error('not reachable')), places('two')]);
  expect(said.map(({ kind }) => kind)).toEqual(['started', 'failed', 'started', 'done']);
  expect(said[1]).toMatchObject({ what: 'trying one', reason: 'not reachable' });
});

it.each([
  ['too old', 'v3.100.0', 'it is v3.100.0, older than v3.200.0'],
  ['no CLI at all', 'hello', 'it names no version, it says "hello"'],
])('does not place what is %s', async (_, version, reason) => {
  await using root = await tempFolder();
  const { context } = contextIn(root.path);
  await expect(installPulumi(context, [places('one', version)])).rejects.toMatchObject({
    code: 'SETUP_FAILED',
    message: `The Pulumi CLI v3.259.0 could not be installed. one: the installed program cannot be used: ${reason}.`,
  });
  expect(await readdir(cacheOf(root.path))).toEqual([]);
});

it('reports every failed method, and the advice of the last one', async () => {
  await using root = await tempFolder();
  const { context } = contextIn(root.path);
  const last = new AppError('SETUP_FAILED', 'Go is missing.', { action: 'Install Go.' });
  const methods = [fails('download', new Error('not reachable')), fails('go build', last)];
  await expect(installPulumi(context, methods)).rejects.toMatchObject({
    code: 'SETUP_FAILED',
    message:
      'The Pulumi CLI v3.259.0 could not be installed. download: not reachable. go build: Go is missing.',
    action: 'Install Go.',
  });
});

it('leaves nothing behind and tries no other method when it is stopped', async () => {
  await using root = await tempFolder();
  const stop = new AbortController();
  const { context } = contextIn(root.path, stop);
  const reason = new Error('stopped');
  const stopped: InstallMethod = {
    name: 'stopped',
    run: async (folder) => {
      await places('stopped').run(folder, context);
      stop.abort(reason);
    },
  };
  await expect(installPulumi(context, [stopped, places('next')])).rejects.toBe(reason);
  expect(await readdir(cacheOf(root.path))).toEqual([]);
});

it('replaces a broken one', async () => {
  await using root = await tempFolder();
  const { context } = contextIn(root.path);
  await fakeProgram(path.join(cacheOf(root.path), 'v3.259.0/bin/pulumi'), 'exit 1');
  await installPulumi(context, [places('one')]);
  expect(await findPulumi(context.env)).toMatchObject({ origin: 'cache' });
});

it('may run several times at once', async () => {
  await using root = await tempFolder();
  const { context } = contextIn(root.path);
  const names = ['one', 'two', 'three', 'four'];
  await Promise.all(names.map((name) => installPulumi(context, [places(name)])));
  expect(await findPulumi(context.env)).toMatchObject({ origin: 'cache', version: '3.259.0' });
  expect(await readdir(cacheOf(root.path))).toEqual(['v3.259.0']);
});

it('removes what a setup that was killed left a day ago, and nothing younger', async () => {
  await using root = await tempFolder();
  const { context } = contextIn(root.path);
  const old = path.join(cacheOf(root.path), '.install-old');
  await mkdir(old, { recursive: true });
  await mkdir(path.join(cacheOf(root.path), '.install-young'));
  const longAgo = new Date(Date.now() - 25 * 60 * 60 * 1000);
  await utimes(old, longAgo, longAgo);
  await installPulumi(context, [places('one')]);
  expect(await readdir(cacheOf(root.path))).toEqual(['.install-young', 'v3.259.0']);
});

import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { buildMethod } from '../../infra/toolchain/build-method.ts';
import type { InstallMethod } from '../../infra/toolchain/install-pulumi.ts';
import { step } from '../../infra/toolchain/progress.ts';
import { AppError } from '../../orchestrator/common/errors/app-error.ts';
import { ERROR_CODES } from '../../orchestrator/common/errors/error-codes.ts';
import { doctorCommand } from '../../scripts/cli/commands/doctor.ts';
import { setupCommand, type SetupTools } from '../../scripts/cli/commands/setup.ts';
import { capturedContext, runCommand } from '../support/captured-context.ts';
import { eventually } from '../support/eventually.ts';
import { fakeProgram } from '../support/fake-program.ts';
import { checkOutput } from '../support/output-problems.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { realClock } from '../../orchestrator/common/real-clock.ts';

const offline: InstallMethod = {
  name: 'download',
  run: (_, context) =>
    step(context, 'Downloading', () => Promise.reject(new Error('not reachable: no such host'))),
};

/** The real ways to get things, but for a download that finds no network and a Docker that is there. */
const tools: SetupTools = {
  clock: realClock,
  pulumi: [offline, buildMethod],
  docker: () => ({
    machine: {
      isDebian: false,
      isRoot: false,
      hasSystemd: false,
      packageListsFolder: '/nowhere',
      systemProgramFolders: [],
    },
    find: () =>
      Promise.resolve({ host: 'unix:///docker.sock', version: '27.0.1', apiVersion: '1.46' }),
  }),
};

/** A machine with the given programs on PATH and nothing else. */
async function machineWith(root: string, programs: Record<string, string> = {}) {
  const bin = path.join(root, 'bin');
  for (const [name, body] of Object.entries(programs)) {
    await fakeProgram(path.join(bin, name), body.replaceAll('ROOT', root));
  }
  const socket = `unix://${path.join(root, 'docker.sock')}`;
  return { PATH: bin, HOME: root, DOCKER_HOST: socket };
}

/** Go that answers for its version, lists two packages after one download, and builds as the given body says. */
const go = (build: string): string => `
case $1 in
  version) echo "go version go1.26.8 linux/amd64";;
  list) echo "go: downloading example.test/a v1.0.0" >&2; echo a; echo b; echo "$PWD $*" >>ROOT/calls;;
  build) echo "$*" >>ROOT/calls; ${build};;
esac`;

/** What a good build leaves: a CLI at the path after -o. */
const BUILDS = `
while [ "$1" != -o ]; do shift; done
/bin/mkdir -p "\${2%/*}"
printf '#!/bin/sh\\necho v3.259.0\\n' >"$2"
/bin/chmod 755 "$2"`;

const exitOf = (error: unknown): number | undefined =>
  error instanceof AppError ? ERROR_CODES[error.code].exit : undefined;

const caught = (run: Promise<void>): Promise<unknown> =>
  run.then(
    () => undefined,
    (error: unknown) => error,
  );

it('setup --check on a bare machine says what is missing and what would be done, with status 4', async () => {
  await using root = await tempFolder();
  const { context, out } = capturedContext(await machineWith(root.path));
  const error = await caught(runCommand(setupCommand(context, tools), '--check'));
  expect(error).toMatchObject({ code: 'PULUMI_MISSING', action: 'npx colorteller setup' });
  expect(exitOf(error)).toBe(4);
  expect(out()).toMatch(/^✖ Pulumi CLI +not installed$/m);
  expect(out().split('The setup would:\n')[1]).toBe(
    `  download the Pulumi CLI into ${root.path}/.cache/colorteller/pulumi/v3.259.0, else fail, as a build needs Go and Go is not on PATH\n`,
  );
  expect(await readdir(root.path)).toEqual([]);
});

it('setup --check ends well where all that was asked for is here', async () => {
  await using root = await tempFolder();
  const env = await machineWith(root.path, { pulumi: 'echo v3.259.0' });
  const { context, out } = capturedContext(env);
  expect(await caught(runCommand(setupCommand(context, tools), '--check'))).toBeUndefined();
  expect(out().split('The setup would:\n')[1]).toBe('  nothing: everything is installed\n');
});

it.each([
  ['an old CLI', { pulumi: 'echo v3.100.0' }, ['--check'], 'PULUMI_TOO_OLD'],
  ['a broken CLI', { pulumi: 'exit 3' }, ['--check'], 'PULUMI_MISSING'],
  ['no Docker', { pulumi: 'echo v3.259.0' }, ['--check', '--docker'], 'DOCKER_UNAVAILABLE'],
])('setup --check ends with status 4 for %s', async (_, programs, args, code) => {
  await using root = await tempFolder();
  const { context } = capturedContext(await machineWith(root.path, programs));
  const error = await caught(runCommand(setupCommand(context, tools), ...args));
  expect(error).toMatchObject({ code });
  expect(exitOf(error)).toBe(4);
});

it('setup --check --json prints the report and the plan as one object', async () => {
  await using root = await tempFolder();
  const { context, out } = capturedContext(await machineWith(root.path));
  await caught(runCommand(setupCommand(context, tools), '--check', '--json', '--docker'));
  checkOutput(['setup', '--json'], out());
  expect(JSON.parse(out())).toMatchObject({
    node: { status: 'ok' },
    pulumi: { status: 'missing', action: 'npx colorteller setup' },
    docker: { status: 'missing' },
    go: { status: 'missing' },
    dockerPlugin: { status: 'missing' },
    plan: [
      expect.stringMatching(/^download the Pulumi CLI/),
      expect.stringMatching(/^start the Docker daemon/),
    ],
  });
});

it('setup does nothing where a good CLI is on PATH', async () => {
  await using root = await tempFolder();
  const env = await machineWith(root.path, { pulumi: 'echo v3.259.0' });
  const { context, out } = capturedContext(env);
  await runCommand(setupCommand(context, { ...tools, pulumi: [] }));
  expect(out().split('\n')[0]).toBe(`✔ Pulumi CLI v3.259.0: ${root.path}/bin/pulumi`);
  expect(await readdir(root.path)).toEqual(['bin']);
});

it('setup refuses to install beside a named CLI that would still win', async () => {
  await using root = await tempFolder();
  const env = { ...(await machineWith(root.path)), COLORTELLER_PULUMI: '/nowhere/pulumi' };
  const { context } = capturedContext(env);
  const error = await caught(runCommand(setupCommand(context, tools)));
  expect(error).toMatchObject({ code: 'PULUMI_MISSING' });
});

it('setup builds the CLI from the pinned modules where it cannot be downloaded', async () => {
  await using root = await tempFolder();
  const { context, out } = capturedContext(await machineWith(root.path, { go: go(BUILDS) }));
  await runCommand(setupCommand(context, tools));
  const cli = path.join(root.path, '.cache/colorteller/pulumi/v3.259.0/bin/pulumi');
  expect(
    out()
      .split('\n')
      .map((line) => line.replace(/ \d+\.\d s/, '')),
  ).toEqual([
    '→ Downloading',
    '✖ failed after: not reachable: no such host',
    '→ Getting the Go modules of the Pulumi CLI (about 1 GB unpacked, cached by Go)',
    '✔ done in',
    '→ Compiling the Pulumi CLI v3.259.0 (3 to 4 minutes on 2 cores, less the second time)',
    '✔ done in',
    `→ Checking it and placing it at ${cli}`,
    '✔ done in',
    `✔ Pulumi CLI v3.259.0: ${cli}`,
    expect.stringMatching(/^✔ Everything is installed/),
    '',
  ]);
  const [list, build] = (await readFile(path.join(root.path, 'calls'), 'utf8')).split('\n');
  expect(list).toMatch(
    /\/src list -mod=readonly -deps github\.com\/pulumi\/pulumi\/pkg\/v3\/cmd\/pulumi$/,
  );
  expect(build).toMatch(/^build -mod=readonly -trimpath .*version\.Version=v3\.259\.0 -o /);
});

it('setup --json prints one object at the end, and its progress on standard error', async () => {
  await using root = await tempFolder();
  const { context, out, err } = capturedContext(await machineWith(root.path, { go: go(BUILDS) }));
  await runCommand(setupCommand(context, tools), '--json', '--docker');
  checkOutput(['setup', '--json'], out());
  expect(JSON.parse(out())).toEqual({
    pulumi: {
      command: path.join(root.path, '.cache/colorteller/pulumi/v3.259.0/bin/pulumi'),
      version: '3.259.0',
      origin: 'cache',
    },
    docker: { host: 'unix:///docker.sock', version: '27.0.1', apiVersion: '1.46' },
    elapsedMs: expect.any(Number) as number,
  });
  expect(err()).toMatch(/^→ Compiling/m);
});

it('setup shows the end of the output of a build that fails, and what to try', async () => {
  await using root = await tempFolder();
  const build = 'echo "compiling b" >&2; echo "write x: no space left on device" >&2; exit 1';
  const { context, out } = capturedContext(await machineWith(root.path, { go: go(build) }));
  const error = await caught(runCommand(setupCommand(context, tools)));
  expect(out()).toMatch(/^ {4}compiling b\n {4}write x: no space left on device$/m);
  expect(error).toMatchObject({
    code: 'SETUP_FAILED',
    action: expect.stringMatching(/^Free about 5 GB of disk/) as string,
  });
  expect(exitOf(error)).toBe(4);
  expect(await readdir(path.join(root.path, '.cache/colorteller/pulumi'))).toEqual([]);
});

it('setup says where to get Go when that is all that is missing', async () => {
  await using root = await tempFolder();
  const { context } = capturedContext(await machineWith(root.path));
  expect(await caught(runCommand(setupCommand(context, tools)))).toMatchObject({
    code: 'SETUP_FAILED',
    message:
      'The Pulumi CLI v3.259.0 could not be installed. download: not reachable: no such host. go build: A build needs Go 1.25.11 or newer: Go is not on PATH.',
    action: expect.stringMatching(/go\.dev\/dl.*pulumi\.com\/docs\/install/) as string,
  });
});

it('setup that is stopped ends the build and leaves no partial installation', async () => {
  await using root = await tempFolder();
  const hangs = 'echo $$ >ROOT/pid; while :; do :; done';
  const env = await machineWith(root.path, { go: go(hangs) });
  const stop = new AbortController();
  const { context, out } = capturedContext(env, stop.signal);
  const run = runCommand(setupCommand(context, tools));
  const pid = await eventually('the build', async () => {
    const text = await readFile(path.join(root.path, 'pid'), 'utf8').catch(() => '');
    return text.endsWith('\n') ? Number(text) : undefined;
  });
  stop.abort();
  await run;
  expect(out()).toMatch(
    /^✖ failed after .* s: stopped\nStopped; no partial installation is left\.\n$/m,
  );
  expect(() => process.kill(pid, 0)).toThrow(/ESRCH/);
  expect(await readdir(path.join(root.path, '.cache/colorteller/pulumi'))).toEqual([]);
});

it('doctor says on a bare machine what is missing, what for and what to type, and ends well', async () => {
  await using root = await tempFolder();
  const { context, out } = capturedContext(await machineWith(root.path));
  await runCommand(doctorCommand(context, { nodeVersion: '20.20.2' }));
  const lines = out().split('\n');
  expect(lines.slice(0, 5)).toEqual([
    '✔ Node.js        v20.20.2',
    '                 runs ColorTeller',
    '✖ Pulumi CLI     not installed',
    '                 is the real engine; without it the embedded engine runs',
    '                 next: npx colorteller setup',
  ]);
  expect(lines.slice(lines.indexOf('The demo would use:') + 1)).toEqual([
    expect.stringMatching(/^ {2}Engine embedded: .*: npx colorteller setup$/),
    expect.stringMatching(/^ {2}Runtime process: /),
    '  Provider own: the only one of the embedded engine.',
    '',
  ]);
});

it('doctor --json prints the report and what the demo would take', async () => {
  await using root = await tempFolder();
  const env = await machineWith(root.path, { pulumi: 'echo v3.259.0' });
  const { context, out } = capturedContext(env);
  await runCommand(doctorCommand(context), '--json');
  checkOutput(['doctor', '--json'], out());
  expect(JSON.parse(out())).toMatchObject({
    pulumi: { status: 'ok', found: { command: `${root.path}/bin/pulumi`, origin: 'path' } },
    demo: { engine: 'pulumi', runtime: 'process', provider: 'own' },
  });
});

it('doctor ends with status 4 where Node.js itself is too old', async () => {
  await using root = await tempFolder();
  const { context, out } = capturedContext(await machineWith(root.path));
  const error = await caught(runCommand(doctorCommand(context, { nodeVersion: '18.20.0' })));
  expect(exitOf(error)).toBe(4);
  expect(error).toMatchObject({ message: 'Node.js is too old: v18.20.0, older than v20.19.0.' });
  expect(out()).toMatch(/^✖ Node\.js +v18\.20\.0/);
});

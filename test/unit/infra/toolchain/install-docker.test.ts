import { access, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import type { DockerSearch } from '../../../../infra/toolchain/find-docker.ts';
import { installDocker, type DockerMachine } from '../../../../infra/toolchain/install-docker.ts';
import type { Progress } from '../../../../infra/toolchain/progress.ts';
import { fakeProgram } from '../../../support/fake-program.ts';
import { tempFolder } from '../../../support/temp-folder.ts';
import { realClock } from '../../../../orchestrator/common/real-clock.ts';

const DAEMON = { host: 'unix:///var/run/docker.sock', version: '27.0.1', apiVersion: '1.46' };

interface Setting {
  machine?: Partial<DockerMachine>;
  env?: NodeJS.ProcessEnv;
  /** Bodies of the programs on PATH. ROOT is the folder of the test, where `touch ROOT/up` makes the daemon answer. */
  programs?: Record<string, string>;
}

/** `installDocker` on a made-up machine, which has a daemon once the file `up` is there. */
async function installOn(root: string, { machine, env, programs = {} }: Setting) {
  const said: Progress[] = [];
  const bin = path.join(root, 'bin');
  for (const [name, body] of Object.entries(programs)) {
    await fakeProgram(path.join(bin, name), body.replaceAll('ROOT', root));
  }
  const find = async (): Promise<DockerSearch> => {
    const isUp = await access(path.join(root, 'up')).then(
      () => true,
      () => false,
    );
    return isUp ? DAEMON : { problem: 'No daemon', action: 'Start it' };
  };
  const context = {
    env: { PATH: bin, XDG_CACHE_HOME: root, ...env },
    clock: realClock,
    signal: AbortSignal.timeout(20_000),
    report: (progress: Progress) => void said.push(progress),
  };
  const lists = path.join(root, 'lists');
  const facts: DockerMachine = {
    isDebian: true,
    isRoot: true,
    hasSystemd: false,
    packageListsFolder: lists,
    systemProgramFolders: [],
  };
  const result = await installDocker(context, { machine: { ...facts, ...machine }, find }).catch(
    (error: unknown) => error,
  );
  const started = said.flatMap(({ kind, what }) => (kind === 'started' ? [what] : []));
  return { result, started };
}

const STARTS = 'echo "dockerd $*" >>ROOT/calls; : >ROOT/up';
const DIES = 'echo "failed to start daemon: no iptables"; exit 1';

it('does nothing where a daemon answers', async () => {
  await using root = await tempFolder();
  await writeFile(path.join(root.path, 'up'), '');
  const { result, started } = await installOn(root.path, { machine: { isRoot: false } });
  expect(result).toEqual(DAEMON);
  expect(started).toEqual([]);
});

it('only starts the daemon where it is installed', async () => {
  await using root = await tempFolder();
  const { result, started } = await installOn(root.path, { programs: { dockerd: STARTS } });
  expect(result).toEqual(DAEMON);
  const log = path.join(root.path, 'colorteller/docker/dockerd.log');
  expect(started).toEqual([`Starting the Docker daemon (dockerd, its log is ${log})`]);
});

it('starts it by systemd where that runs the machine', async () => {
  await using root = await tempFolder();
  const systemctl = '[ "$*" = "start docker" ] && : >ROOT/up';
  const { result, started } = await installOn(root.path, {
    machine: { hasSystemd: true },
    programs: { dockerd: DIES, systemctl },
  });
  expect(result).toEqual(DAEMON);
  expect(started).toEqual(['Starting the Docker daemon (systemctl start docker)']);
});

it("shows the daemon's last words when it ends instead of answering", async () => {
  await using root = await tempFolder();
  const { result } = await installOn(root.path, { programs: { dockerd: DIES } });
  expect(result).toMatchObject({
    code: 'SETUP_FAILED',
    message:
      'The Docker daemon does not answer; its last words:\n  failed to start daemon: no iptables',
  });
});

const APT = 'echo "$3 $DEBIAN_FRONTEND" >>ROOT/calls';

/** apt-get that installs a daemon which starts. */
const INSTALLS = `${APT}; [ "$3" != install ] || { printf '#!/bin/sh\\n: >ROOT/up\\n' >ROOT/bin/dockerd; /bin/chmod 755 ROOT/bin/dockerd; }`;

/** apt-get whose lists are out of date until an update. */
const STALE = `case $3 in update) : >ROOT/fresh;; esac; if [ "$3" = install ] && [ ! -e ROOT/fresh ]; then ${APT}; echo "404 Not Found"; exit 100; fi; ${INSTALLS}`;

it.each([
  ['reads the lists first where there are none', [], INSTALLS, ['update', 'install']],
  ['installs at once where there are lists', ['x_Packages.lz4'], INSTALLS, ['install']],
  ['reads old lists again', ['x_Packages'], STALE, ['install', 'update', 'install']],
])('%s, then starts the daemon', async (_, lists, aptGet, calls) => {
  await using root = await tempFolder();
  await mkdir(path.join(root.path, 'lists'));
  for (const name of lists) await writeFile(path.join(root.path, 'lists', name), '');
  const { result, started } = await installOn(root.path, { programs: { 'apt-get': aptGet } });
  expect(result).toEqual(DAEMON);
  const called = (await readFile(path.join(root.path, 'calls'), 'utf8')).trim().split('\n');
  expect(called).toEqual(calls.map((call) => `${call} noninteractive`));
  expect(started).toHaveLength(calls.length + 1);
});

it('says what apt said when it fails', async () => {
  await using root = await tempFolder();
  const aptGet = 'echo "E: no network" >&2; exit 100';
  const { result } = await installOn(root.path, { programs: { 'apt-get': aptGet } });
  expect(result).toMatchObject({
    code: 'SETUP_FAILED',
    message: 'Docker could not be installed: E: no network.',
    action:
      'Install Docker by hand (docs.docker.com/engine/install), then run: npx colorteller doctor',
  });
});

it.each<[string, Setting, string, RegExp]>([
  [
    'not of the Debian family',
    { machine: { isDebian: false } },
    'Setup installs Docker only on Debian and Ubuntu; this system is neither.',
    /docs\.docker\.com\/engine\/install/,
  ],
  [
    'not root, Docker not installed',
    { machine: { isRoot: false } },
    'Installing Docker needs root.',
    /^Run: sudo apt-get install docker\.io iptables runc containerd /,
  ],
  [
    'not root, Docker installed',
    { machine: { isRoot: false }, programs: { dockerd: STARTS } },
    'Docker is installed but not running, and starting it needs root.',
    /^Run: sudo systemctl start docker$/,
  ],
  [
    'DOCKER_HOST set',
    { env: { DOCKER_HOST: 'tcp://10.0.0.5:2375' }, programs: { dockerd: STARTS } },
    'DOCKER_HOST is set, and no daemon.',
    /^Start it; a daemon of this machine is only set up when DOCKER_HOST is unset$/,
  ],
])('changes nothing and says what to do: %s', async (_, setting, message, action) => {
  await using root = await tempFolder();
  const { result, started } = await installOn(root.path, setting);
  expect(result).toMatchObject({
    code: 'SETUP_FAILED',
    message,
    action: expect.stringMatching(action) as string,
  });
  expect(started).toEqual([]);
});

import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import path from 'node:path';
import Docker from 'dockerode';
import { execa } from 'execa';
import { expect, it } from 'vitest';
import { walkthroughFile, WORKSPACE_FILE } from '../../orchestrator/core/definition/walkthrough.ts';
import { LABELS } from '../../infra/program/labels.ts';
import {
  spawnColorteller,
  colortellerAt,
  bothRegionsAnswer,
  settled,
  spawnUp,
} from '../support/cli.ts';
import { eventually } from '../support/eventually.ts';
import { freePort } from '../support/free-port.ts';
import { dockerCertificates } from '../support/docker-certificates.ts';
import { startSecondDockerd } from '../support/second-dockerd.ts';
import { startSshd } from '../support/sshd.ts';
import { tempFolder } from '../support/temp-folder.ts';

const TOOLS = ['--engine', 'pulumi', '--runtime', 'docker', '--provider', 'own'];

/** The walkthrough with us-central1 on another Docker host. */
async function fillWorkspace(folder: string, centralHost: string): Promise<void> {
  const ports = { 'us-west1': await freePort(), 'us-central1': await freePort() };
  const text = walkthroughFile(ports).replace(
    /(us-central1, environment: production, port: \d+)/,
    `$1, dockerHost: '${centralHost}'`,
  );
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, WORKSPACE_FILE), text);
}

const regionsOn = async (docker: Docker, workspace: string): Promise<(string | undefined)[]> => {
  const filters = { label: [`${LABELS.workspace}=${workspace}`] };
  return (await docker.listContainers({ filters })).map(({ Labels }) => Labels[LABELS.region]);
};

it('deploys two regions to two Docker hosts, and flips them phase by phase', async () => {
  await using second = await startSecondDockerd();
  await using folder = await tempFolder();
  await fillWorkspace(folder.path, second.host);
  {
    await using up = await spawnUp(folder.path, TOOLS);
    await bothRegionsAnswer(up.client, 'blue', 'blue');
    expect(await regionsOn(new Docker(), up.workspace)).toEqual(['us-west1']);
    expect(await regionsOn(second.docker, up.workspace)).toEqual(['us-central1']);
    await settled(up.client);
    await spawnColorteller([
      'config',
      'set',
      'colorteller',
      'color=purple',
      '--workspace',
      up.workspace,
    ]);
    await spawnColorteller(['approve', '--workspace', up.workspace]);
    await bothRegionsAnswer(up.client, 'purple', 'blue');
    await spawnColorteller(['approve', '--workspace', up.workspace]);
    await bothRegionsAnswer(up.client, 'purple', 'purple');
  }
  expect(await regionsOn(second.docker, folder.path)).toEqual([]);
});

it('a daemon that is gone in mid-update is reported clearly, nothing is lost, and the update goes on when the daemon is back', async () => {
  await using second = await startSecondDockerd();
  await using folder = await tempFolder();
  await fillWorkspace(folder.path, second.host);
  await using up = await spawnUp(folder.path, TOOLS);
  await bothRegionsAnswer(up.client, 'blue', 'blue');
  await settled(up.client);
  await spawnColorteller([
    'config',
    'set',
    'colorteller',
    'color=purple',
    '--workspace',
    up.workspace,
  ]);
  const rollout = spawnColorteller(['rollout', '--workspace', up.workspace]);
  await second.stop();
  expect((await rollout).exitCode).toBe(0);

  const failure = await eventually(
    'the failed update',
    async () => {
      return (await up.client.state()).stacks[0]?.failure ?? undefined;
    },
    60_000,
  );
  expect(failure.code).toBe('DOCKER_UNAVAILABLE');
  expect(failure.message).toContain(second.host);
  // The region on the other host goes on.
  await bothRegionsAnswer(up.client, 'purple', null);

  await second.start();
  await bothRegionsAnswer(up.client, 'purple', 'purple');
  const state = await settled(up.client);
  expect([state.stacks[0]?.failure, state.releases[0]?.status]).toEqual([null, 'COMPLETED']);
});

it('a host is reached by TLS with the certificates that the region names, and keys are written nowhere', async () => {
  await using folder = await tempFolder();
  const certificates = await dockerCertificates(folder.path);
  await using second = await startSecondDockerd(certificates);
  const workspace = path.join(folder.path, 'w');
  await fillWorkspace(workspace, second.host);
  {
    await using up = await spawnUp(workspace, TOOLS);
    await bothRegionsAnswer(up.client, 'blue', 'blue');
    expect(await regionsOn(second.docker, up.workspace)).toEqual(['us-central1']);
    await settled(up.client);
    await colortellerAt(up, 'config', 'set', 'colorteller', 'color=purple');
    await colortellerAt(up, 'rollout');
    await bothRegionsAnswer(up.client, 'purple', 'purple');
    await settled(up.client);
    const keys = await execa('grep', ['-rl', 'PRIVATE KEY', workspace], { reject: false });
    expect(keys.stdout).toBe('');
  }
  expect(await regionsOn(second.docker, workspace)).toEqual([]);

  // A client without a certificate is refused everywhere, and the error names the host.
  const stranger = await dockerCertificates(await mkdtemp(path.join(folder.path, 'other-')));
  const strange = second.host.replace(certificates.client, stranger.client);
  for (const [name, host] of [
    ['plain', second.host.replace(/\?.*/, '')],
    ['strange', strange],
    ['absent', second.host.replace(certificates.client, '/nowhere')],
  ] as const) {
    await fillWorkspace(path.join(folder.path, name), host);
    const { exitCode, stderr } = await spawnColorteller([
      ...['up', '--port', '0', '--workspace', path.join(folder.path, name)],
      ...TOOLS,
    ]);
    expect([name, exitCode]).toEqual([name, name === 'absent' ? 2 : 4]);
    expect(stderr).toContain('the Docker host of us-central1');
    expect(stderr).toContain(name === 'absent' ? '/nowhere/ca.pem' : host);
  }
});

it('a host is reached by SSH with the keys of the agent', async () => {
  await using sshd = await startSshd();
  await using folder = await tempFolder();
  await fillWorkspace(folder.path, sshd.host);
  const isBySsh = async () => {
    const filters = { label: [`${LABELS.host}=${sshd.host}`] };
    return (await new Docker().listContainers({ filters })).map(
      ({ Labels }) => Labels[LABELS.region],
    );
  };
  {
    await using up = await spawnUp(folder.path, TOOLS, sshd.env);
    await bothRegionsAnswer(up.client, 'blue', 'blue');
    await settled(up.client);
    expect(await isBySsh()).toEqual(['us-central1']);
    await colortellerAt(up, 'config', 'set', 'colorteller', 'color=purple');
    await colortellerAt(up, 'rollout');
    await bothRegionsAnswer(up.client, 'purple', 'purple');
    await settled(up.client);
    up.kill('SIGTERM');
    await up.ended;
  }
  expect(await isBySsh()).toEqual([]);
});

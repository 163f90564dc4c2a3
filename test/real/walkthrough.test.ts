import Docker from 'dockerode';
import { describe, expect, it } from 'vitest';
import { LABELS } from '../../infra/program/labels.ts';
import {
  spawnColorteller,
  bothRegionsAnswer,
  settled,
  spawnUp,
  type RunningUp,
} from '../support/cli.ts';
import { eventually } from '../support/eventually.ts';
import { tempFolder } from '../support/temp-folder.ts';

const docker = new Docker();

const containersOf = async (workspace: string): Promise<string[]> => {
  const filters = { label: [`${LABELS.workspace}=${workspace}`] };
  const containers = await docker.listContainers({ all: true, filters });
  return containers.map(({ Id, State }) => `${Id} ${State}`).sort();
};

const act = async (up: RunningUp, ...args: string[]) => {
  const { exitCode, stderr } = await spawnColorteller([...args, '--workspace', up.workspace]);
  expect([args.join(' '), exitCode, stderr]).toEqual([args.join(' '), 0, '']);
};

describe.each(['process', 'docker'])('the walkthrough on the real CLI, runtime %s', (runtime) => {
  const tools = ['--engine', 'pulumi', '--runtime', runtime, '--provider', 'own'];

  it('turns the regions purple one by one; no container changes; nothing remains', async () => {
    await using folder = await tempFolder();
    {
      await using up = await spawnUp(folder.path, tools);
      await bothRegionsAnswer(up.client, 'blue', 'blue');
      await settled(up.client);
      const containers = await containersOf(up.workspace);
      expect(containers).toHaveLength(runtime === 'docker' ? 2 : 0);

      await act(up, 'config', 'set', 'colorteller', 'color=purple');
      await bothRegionsAnswer(up.client, 'blue', 'blue');
      await act(up, 'approve', '--phase', 'us-west1');
      await bothRegionsAnswer(up.client, 'purple', 'blue');
      await settled(up.client);
      await bothRegionsAnswer(up.client, 'purple', 'blue');
      await act(up, 'approve', '--phase', 'us-central1');
      await bothRegionsAnswer(up.client, 'purple', 'purple');
      const state = await settled(up.client);
      expect(state.releases.map(({ status }) => status)).toEqual(['COMPLETED']);
      expect(state.tooling).toMatchObject({ engine: 'pulumi', runtime });
      expect(await containersOf(up.workspace)).toEqual(containers);
    }
    expect(await containersOf(folder.path)).toEqual([]);
  });

  it('reaches all that is on this machine past a proxy that does not answer', async () => {
    await using folder = await tempFolder();
    const dead = 'http://127.0.0.1:9';
    const proxies = { grpc_proxy: dead, http_proxy: dead, https_proxy: dead };
    await using up = await spawnUp(folder.path, tools, { ...proxies, no_proxy: 'a.example, b' });
    await bothRegionsAnswer(up.client, 'blue', 'blue');
  });

  it('aborted at every step puts both back to blue; pause, skip and rollout work as well', async () => {
    await using folder = await tempFolder();
    await using up = await spawnUp(folder.path, tools);
    await bothRegionsAnswer(up.client, 'blue', 'blue');
    const start = (color: string) => act(up, 'config', 'set', 'colorteller', `color=${color}`);

    await start('purple');
    await act(up, 'abort', '--reason', 'before phase 1');
    await settled(up.client);
    await bothRegionsAnswer(up.client, 'blue', 'blue');

    await start('purple');
    await act(up, 'approve');
    // At once: the update that delivers purple is under way, or not yet begun.
    await act(up, 'abort', '--reason', 'in mid-update');
    await settled(up.client);
    await bothRegionsAnswer(up.client, 'blue', 'blue');

    await start('purple');
    await act(up, 'approve');
    await bothRegionsAnswer(up.client, 'purple', 'blue');
    await act(up, 'abort', '--reason', 'after phase 1');
    await bothRegionsAnswer(up.client, 'blue', 'blue');
    await settled(up.client);

    await start('green');
    await act(up, 'pause');
    await act(up, 'approve');
    await bothRegionsAnswer(up.client, 'green', 'blue');
    await act(up, 'unpause');
    await act(up, 'skip', '--reason', 'seen enough');
    await bothRegionsAnswer(up.client, 'green', 'green');
    await start('purple');
    await act(up, 'rollout', '--reason', 'urgent');
    await bothRegionsAnswer(up.client, 'purple', 'purple');
    const { releases } = await settled(up.client);
    expect(releases.map(({ status }) => status)).toEqual([
      'ABORTED',
      'ABORTED',
      'ABORTED',
      'COMPLETED',
      'COMPLETED',
    ]);
  });
});

it('turns containers that read their dynamic config themselves, by push and with no update', async () => {
  await using folder = await tempFolder();
  await using up = await spawnUp(folder.path, [
    ...['--engine', 'pulumi', '--runtime', 'docker', '--provider', 'own'],
    ...['--config-source', 'statsig'],
  ]);
  await bothRegionsAnswer(up.client, 'blue', 'blue');
  const { stacks } = await settled(up.client);
  const containers = await containersOf(up.workspace);
  await act(up, 'config', 'set', 'colorteller', 'color=purple');
  await act(up, 'approve', '--phase', 'us-west1');
  await bothRegionsAnswer(up.client, 'purple', 'blue');
  await act(up, 'rollout', '--reason', 'urgent');
  await bothRegionsAnswer(up.client, 'purple', 'purple');
  const after = await settled(up.client);
  expect(after.stacks.map(({ loop }) => loop?.turns)).toEqual(
    stacks.map(({ loop }) => loop?.turns),
  );
  expect(await containersOf(up.workspace)).toEqual(containers);
});

it('killed in the middle of its first deployment, down finds and removes what it made', async () => {
  await using folder = await tempFolder();
  const up = await spawnUp(folder.path, [
    '--engine',
    'pulumi',
    '--runtime',
    'docker',
    '--provider',
    'own',
  ]);
  await eventually(
    'the first container',
    async () => {
      return (await containersOf(up.workspace)).length > 0 ? true : undefined;
    },
    60_000,
  );
  up.kill('SIGKILL');
  await up.ended;
  const down = await spawnColorteller(['down', '--workspace', folder.path, '--json']);
  expect([down.exitCode, down.stdout]).toEqual([0, '{"removed":true}']);
  expect(await containersOf(folder.path)).toEqual([]);
  const networks = await docker.listNetworks({
    filters: { label: [`${LABELS.workspace}=${folder.path}`] },
  });
  expect(networks).toEqual([]);
});

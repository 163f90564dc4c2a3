import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LABELS } from '../../infra/program/labels.ts';
import { createDockerRuntime } from '../../infra/provider/docker/docker-runtime.ts';
import { openDocker } from '../../infra/provider/docker/docker-connection.ts';
import { freePort } from '../support/free-port.ts';
import { dockerRegions, type RegionRuntime } from '../support/region-runtime.ts';
import { realClock } from '../../orchestrator/common/real-clock.ts';

const SOCKET = { kind: 'socket', path: '/var/run/docker.sock' } as const;

describe('the docker runtime', () => {
  let regions: RegionRuntime;
  beforeAll(async () => {
    regions = await dockerRegions();
  });
  afterAll(() => regions[Symbol.asyncDispose]());

  it.each([
    ['no socket', { kind: 'socket', path: '/nowhere/docker.sock' } as const],
    ['a closed port', { kind: 'tcp', host: '127.0.0.1', port: 1 } as const],
    [
      'a host that does not exist',
      { kind: 'tcp', host: 'no-such-host.invalid', port: 2375 } as const,
    ],
  ])('says that no daemon answers at %s, worth another try', async (_case, host) => {
    const runtime = createDockerRuntime({ host, clock: realClock, sshAgent: undefined });
    await expect(runtime.inspectContainer('a')).rejects.toMatchObject({
      code: 'DOCKER_UNAVAILABLE',
      retryable: true,
    });
  });

  it('goes to the host it was given, whatever the environment says', async () => {
    const before = process.env.DOCKER_HOST;
    process.env.DOCKER_HOST = `tcp://127.0.0.1:${await freePort()}`;
    try {
      const runtime = createDockerRuntime({ host: SOCKET, clock: realClock, sshAgent: undefined });
      expect(await runtime.inspectContainer('0'.repeat(64))).toBeUndefined();
    } finally {
      if (before === undefined) delete process.env.DOCKER_HOST;
      else process.env.DOCKER_HOST = before;
    }
  });

  it('names the image that the host does not have', async () => {
    const spec = await regions.spec({ image: 'colorteller:never-built' });
    await expect(regions.runtime.createContainer(spec)).rejects.toMatchObject({
      code: 'IMAGE_MISSING',
      details: { image: 'colorteller:never-built' },
    });
  });

  it('joins every network under its aliases, and refuses to remove one in use', async () => {
    const labels = { [LABELS.workspace]: regions.workspace, [LABELS.stack]: 'test' };
    const rest = { labels, driver: 'bridge', internal: false, attachable: false, options: {} };
    const names = ['a', 'b'].map((name) => `ct-${name}-${randomBytes(4).toString('hex')}`);
    const [first = '', second = ''] = await Promise.all(
      names.map((name) => regions.runtime.createNetwork({ name, ...rest })),
    );
    const networks = [
      { network: names[0]!, aliases: ['us-west1'] },
      { network: second, aliases: ['west'] },
    ];
    const id = await regions.runtime.createContainer(await regions.spec({ networks }));
    const docker = await openDocker(SOCKET, undefined);
    const found = await docker.getContainer(id).inspect();
    const joined = Object.entries(found.NetworkSettings.Networks).map(([name, { Aliases }]) => [
      name,
      (Aliases as string[]).filter((alias) => alias.includes('west')),
    ]);
    expect(Object.fromEntries(joined)).toEqual({
      [names[0]!]: ['us-west1'],
      [names[1]!]: ['west'],
    });

    await expect(regions.runtime.removeNetwork(first)).rejects.toMatchObject({
      code: 'UPDATE_FAILED',
      message: `Network ${first} still has containers attached.`,
    });
    await regions.runtime.stopAndRemoveContainer(id, 0);
    await regions.runtime.removeNetwork(first);
    expect(await regions.runtime.inspectNetwork(first)).toBeUndefined();
  });
});

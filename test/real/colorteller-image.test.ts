import Docker from 'dockerode';
import { execa } from 'execa';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ensureImage } from '../../infra/image/colorteller-image.ts';

const docker = new Docker();
const DEADLINE = { timeout: 20_000, interval: 20 };

/** The bytes of a tar with one file, as the Docker API takes them for an upload. */
async function archive(file: string, content: object): Promise<Buffer> {
  const folder = await mkdtemp(path.join(tmpdir(), 'colorteller-config-'));
  try {
    await writeFile(path.join(folder, file), JSON.stringify(content));
    const tar = await execa('tar', ['-cf', '-', file], {
      cwd: folder,
      encoding: 'buffer',
    });
    return Buffer.from(tar.stdout);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** A running program of the image on a free port of this machine; removed when it is disposed. */
async function run(image: string, program: 'main' | 'router') {
  const container = await docker.createContainer({
    Image: image,
    Entrypoint: ['/node', `/app/${program}.cjs`],
    Env: ['REGION=us-west1', 'INSTANCE=i-1'],
    HostConfig: { PortBindings: { '8080/tcp': [{ HostIp: '127.0.0.1', HostPort: '' }] } },
    Healthcheck: {
      Test: ['CMD', '/node', `/app/${program}.cjs`, '--health'],
      Interval: 1_000_000_000,
      Timeout: 5_000_000_000,
    },
  });
  const remove = () => container.remove({ force: true, v: true });
  try {
    await container.start();
    const { NetworkSettings } = await container.inspect();
    const port = NetworkSettings.Ports['8080/tcp']![0]!.HostPort;
    const url = `http://127.0.0.1:${port}`;
    return { container, url, [Symbol.asyncDispose]: remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

describe('ensureImage', () => {
  it('builds an image once, and reports what it does', async () => {
    // Under a name of its own: nothing that runs on this host loses its image.
    const repository = 'colorteller-image-test';
    const said: string[] = [];
    const first = await ensureImage({ docker, repository, onProgress: (line) => said.push(line) });
    onTestFinished(() => docker.getImage(first.image).remove());
    expect(first).toEqual({
      image: expect.stringMatching(/^colorteller-image-test:[0-9a-f]{12}$/) as string,
      built: true,
    });
    expect(said.at(-1)).toBe(`Successfully tagged ${first.image}`);

    const again: string[] = [];
    const second = await ensureImage({
      docker,
      repository,
      onProgress: (line) => again.push(line),
    });
    expect(second).toEqual({ image: first.image, built: false });
    expect(again).toEqual([]);
  });

  it('gives an image whose region flips by an archive upload, with no restart', async () => {
    const { image } = await ensureImage({ docker });
    await using region = await run(image, 'main');
    const { container, url } = region;
    // A connection that Docker's proxy takes before the service listens may never be answered.
    const color = async () => {
      const signal = AbortSignal.timeout(1000);
      const answer = await fetch(`${url}/color`, { signal }).catch(() => null);
      return answer === null ? null : await answer.json();
    };
    await expect.poll(color, DEADLINE).toMatchObject({ code: 'NO_CONFIG' });

    const blue = { color: 'blue', release: null, configVersion: 1 };
    await container.putArchive(await archive('config.json', blue), { path: '/region' });
    await expect.poll(color, DEADLINE).toMatchObject({ ...blue, region: 'us-west1' });

    const purple = { color: 'purple', release: 'r-1', configVersion: 2 };
    await container.putArchive(await archive('config.json', purple), { path: '/region' });
    await expect.poll(color, { timeout: 3000, interval: 20 }).toMatchObject(purple);

    const { State, RestartCount, Config } = await container.inspect();
    expect([State.Running, RestartCount, Config.User]).toEqual([true, 0, '65532:65532']);
    const health = async () => (await container.inspect()).State.Health?.Status;
    await expect.poll(health, DEADLINE).toBe('healthy');

    await container.stop({ t: 10 });
    expect((await container.inspect()).State.ExitCode).toBe(0);
  });

  it('gives an image whose router sends to the region that its table names', async () => {
    const { image } = await ensureImage({ docker });
    await using region = await run(image, 'main');
    await using router = await run(image, 'router');
    const blue = { color: 'blue', release: null, configVersion: 1 };
    await region.container.putArchive(await archive('config.json', blue), { path: '/region' });
    const { Networks } = (await region.container.inspect()).NetworkSettings;
    const replicas = [`http://${Networks['bridge']!.IPAddress}:8080`];
    const table = { version: '1', region: 'us-west1', cells: [{ name: 'a', weight: 1, replicas }] };
    await router.container.putArchive(await archive('table.json', table), { path: '/region' });
    const answer = async () => {
      const response = await fetch(`${router.url}/color`, { signal: AbortSignal.timeout(1000) });
      return [response.headers.get('x-colorteller-cell'), await response.json()];
    };
    await expect
      .poll(() => answer().catch(() => null), DEADLINE)
      .toMatchObject(['a', { ...blue, region: 'us-west1' }]);
    const health = async () => (await router.container.inspect()).State.Health?.Status;
    await expect.poll(health, DEADLINE).toBe('healthy');
    await router.container.stop({ t: 10 });
    expect((await router.container.inspect()).State.ExitCode).toBe(0);
  });

  it('says that no daemon answers, and what to do', async () => {
    const nobody = new Docker({ host: '127.0.0.1', port: 1 });
    await expect(ensureImage({ docker: nobody })).rejects.toMatchObject({
      code: 'DOCKER_UNAVAILABLE',
      action: 'Start Docker, or point DOCKER_HOST at a running daemon; check with: docker version',
    });
  });
});

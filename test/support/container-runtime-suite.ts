import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LABELS } from '../../infra/program/labels.ts';
import type { ContainerSpec } from '../../infra/provider/container-runtime.ts';
import { takePort } from './free-port.ts';
import { until } from './eventually.ts';
import { CONFIG_PATH, type RegionRuntime } from './region-runtime.ts';
import { cleanUpWorkspace } from '../../infra/provider/orphan.ts';

const PURPLE = { color: 'purple', release: 'rel-1', configVersion: 2 };

/** What every runtime of regions must do, whatever holds its containers. */
export function describeContainerRuntime(name: string, create: () => Promise<RegionRuntime>): void {
  describe(`the container runtime ${name}`, () => {
    let regions: RegionRuntime;
    beforeAll(async () => {
      regions = await create();
    });
    afterAll(() => regions[Symbol.asyncDispose]());

    const started = async (changes?: Partial<ContainerSpec>) => {
      const spec = await regions.spec(changes);
      const id = await regions.runtime.createContainer(spec);
      const url = `http://127.0.0.1:${spec.ports[0]!.external}`;
      return {
        spec,
        id,
        url,
        [Symbol.asyncDispose]: () => regions.runtime.stopAndRemoveContainer(id, 0),
      };
    };
    const answer = async (url: string, route: string) => {
      try {
        const response = await fetch(url + route, { signal: AbortSignal.timeout(1000) });
        const body = (await response.json()) as Record<string, unknown>;
        return { status: response.status, body };
      } catch {
        return { status: 0, body: {} };
      }
    };

    it('creates a container that runs and says what it is', async () => {
      await using region = await started();
      expect(region.id).toMatch(/^[0-9a-f]{64}$/);
      const found = await regions.runtime.inspectContainer(region.id);
      expect(found).toEqual({
        id: region.id,
        name: region.spec.name,
        image: regions.image,
        status: 'running',
        exitCode: null,
        limits: { restart: 'no' },
        labels: found!.labels,
        ports: region.spec.ports,
      });
      // An image may bring labels of its own.
      expect(found!.labels).toMatchObject(region.spec.labels);
    });

    it('finds what a workspace has, and nothing of others; swept, nothing is left', async () => {
      await using other = await started();
      const labels = { [LABELS.workspace]: `/swept-${other.id.slice(0, 8)}`, [LABELS.stack]: 's' };
      const workspace = labels[LABELS.workspace];
      const container = await regions.runtime.createContainer(await regions.spec({ labels }));
      const name = `swept-${other.id.slice(0, 8)}`;
      const network = await regions.runtime.createNetwork({
        name,
        driver: 'bridge',
        internal: false,
        attachable: false,
        labels,
        options: {},
      });
      expect(await regions.runtime.findOwned(workspace)).toEqual({
        containers: [container],
        networks: [network],
        volumes: [],
      });
      expect(await cleanUpWorkspace(regions.runtime, workspace)).toBe(2);
      expect(await regions.runtime.findOwned(workspace)).toEqual({
        containers: [],
        networks: [],
        volumes: [],
      });
      expect(await regions.runtime.inspectContainer(other.id)).toMatchObject({ status: 'running' });
    });

    it('publishes the port that was asked for, and gives the environment to the region', async () => {
      await using region = await started({
        env: { REGION: 'eu-north1', CONFIG_FILE: CONFIG_PATH, HOST: '0.0.0.0', PORT: '8080' },
      });
      await regions.runtime.putFile(region.id, CONFIG_PATH, JSON.stringify(PURPLE));
      await until(async () => (await answer(region.url, '/color')).status === 200);
      expect((await answer(region.url, '/color')).body).toMatchObject({
        region: 'eu-north1',
        color: 'purple',
        configVersion: 2,
      });
    });

    it('chooses a port where none is asked for, and tells it', async () => {
      const ports = [{ internal: 8080, ip: '127.0.0.1', protocol: 'tcp' } as const];
      const id = await regions.runtime.createContainer(await regions.spec({ ports }));
      const found = await regions.runtime.inspectContainer(id);
      const [port] = found!.ports;
      expect(found!.ports).toEqual([{ ...ports[0], external: port!.external }]);
      const url = `http://127.0.0.1:${port!.external}`;
      await until(async () => (await answer(url, '/healthz')).status === 200);
      await regions.runtime.stopAndRemoveContainer(id, 0);
    });

    it('reads a written file back, and the last of two', async () => {
      await using region = await started();
      const file = '/data/some/deep/folder/note.txt';
      await regions.runtime.putFile(region.id, file, 'first');
      await regions.runtime.putFile(region.id, file, 'zweite Fassung: größer\n');
      expect(await regions.runtime.readFile(region.id, file)).toBe('zweite Fassung: größer\n');
    });

    it('gives undefined for a file that is not there', async () => {
      await using region = await started();
      expect(await regions.runtime.readFile(region.id, '/data/missing')).toBeUndefined();
    });

    it('shows what the container logged', async () => {
      await using region = await started();
      await until(async () => (await regions.runtime.logsTail(region.id, 50)).length > 0);
      expect((await regions.runtime.logsTail(region.id, 50)).join('\n')).toMatch(/listening/i);
      expect(await regions.runtime.logsTail(region.id, 1)).toHaveLength(1);
    });

    it('changes the limits of a running container', async () => {
      await using region = await started({ limits: { memoryMb: 128, restart: 'no' } });
      await regions.runtime.updateContainer(region.id, { memoryMb: 256, restart: 'always' });
      expect(await regions.runtime.inspectContainer(region.id)).toMatchObject({
        status: 'running',
        limits: { memoryMb: 256, restart: 'always' },
      });
    });

    it('shows a crashed container as stopped, and starts it again', async () => {
      await using region = await started();
      await regions.crash(region.id);
      expect(await regions.runtime.inspectContainer(region.id)).toMatchObject({
        status: 'stopped',
      });
      await regions.runtime.startContainer(region.id);
      await until(async () => (await answer(region.url, '/healthz')).status === 200);
      await regions.runtime.startContainer(region.id);
      expect(await regions.runtime.inspectContainer(region.id)).toMatchObject({
        status: 'running',
      });
    });

    it('removes a container, whose port is then free and whose name can be given again', async () => {
      const first = await started();
      await until(async () => (await answer(first.url, '/healthz')).status === 200);
      const startMs = performance.now();
      await regions.runtime.stopAndRemoveContainer(first.id, 10);
      expect(performance.now() - startMs, 'the region ends on SIGTERM').toBeLessThan(9_000);
      expect(await regions.runtime.inspectContainer(first.id)).toBeUndefined();
      expect((await answer(first.url, '/healthz')).status).toBe(0);
      await using second = await started({ name: first.spec.name, ports: first.spec.ports });
      expect(second.id).not.toBe(first.id);
    });

    it('removes what is gone already without complaint', async () => {
      const region = await started();
      await regions.runtime.stopAndRemoveContainer(region.id, 0);
      await regions.runtime.stopAndRemoveContainer(region.id, 0);
      expect(await regions.runtime.logsTail(region.id, 5)).toEqual([]);
    });

    it.each([
      ['putFile', (id: string) => regions.runtime.putFile(id, '/a', 'b')],
      ['readFile', (id: string) => regions.runtime.readFile(id, '/a')],
      ['startContainer', (id: string) => regions.runtime.startContainer(id)],
      ['updateContainer', (id: string) => regions.runtime.updateContainer(id, { restart: 'no' })],
    ])('says CONTAINER_GONE when %s meets a container that does not exist', async (_verb, run) => {
      await expect(run('0'.repeat(64))).rejects.toMatchObject({ code: 'CONTAINER_GONE' });
    });

    it('names the port that is taken, and leaves nothing behind', async () => {
      await using taken = await takePort();
      const { port } = taken;
      const spec = await regions.spec({
        ports: [{ internal: 8080, external: port, ip: '127.0.0.1', protocol: 'tcp' }],
      });
      await expect(regions.runtime.createContainer(spec)).rejects.toMatchObject({
        code: 'PORT_IN_USE',
        details: { port },
      });
      await using region = await started({ name: spec.name });
      expect(await regions.runtime.inspectContainer(region.id)).toMatchObject({
        status: 'running',
      });
    });

    it('replaces a container that a crash left over under the same name', async () => {
      const orphan = await started();
      await using region = await started({ name: orphan.spec.name, ports: orphan.spec.ports });
      expect(await regions.runtime.inspectContainer(orphan.id)).toBeUndefined();
      expect(await regions.runtime.inspectContainer(region.id)).toMatchObject({
        status: 'running',
      });
    });

    it.each([LABELS.workspace, LABELS.stack])(
      'does not touch a container of the same name with another %s',
      async (label) => {
        await using stranger = await started();
        const labels = { ...stranger.spec.labels, [label]: 'another' };
        const spec = await regions.spec({ name: stranger.spec.name, labels });
        await expect(regions.runtime.createContainer(spec)).rejects.toMatchObject({
          code: 'UPDATE_FAILED',
          details: { name: stranger.spec.name },
        });
        expect(await regions.runtime.inspectContainer(stranger.id)).toMatchObject({
          status: 'running',
        });
      },
    );

    it('creates, inspects and removes a network', async () => {
      const labels = { [LABELS.workspace]: regions.workspace, [LABELS.stack]: 'test' };
      const spec = { name: `ct-net-${process.pid}`, labels, driver: 'bridge' } as const;
      const rest = { internal: false, attachable: false, options: {} };
      const first = await regions.runtime.createNetwork({ ...spec, ...rest });
      expect(await regions.runtime.inspectNetwork(first)).toEqual({
        id: first,
        name: spec.name,
        labels,
      });

      const foreign = { ...spec, ...rest, labels: { [LABELS.workspace]: '/another' } };
      await expect(regions.runtime.createNetwork(foreign)).rejects.toMatchObject({
        code: 'UPDATE_FAILED',
      });

      const second = await regions.runtime.createNetwork({ ...spec, ...rest });
      expect(await regions.runtime.inspectNetwork(first)).toBeUndefined();
      await regions.runtime.removeNetwork(second);
      await regions.runtime.removeNetwork(second);
      expect(await regions.runtime.inspectNetwork(second)).toBeUndefined();
    });
  });
}

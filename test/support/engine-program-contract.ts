import { Container } from '@pulumi/docker/container.js';
import { Network } from '@pulumi/docker/network.js';
import { Provider, type ProviderArgs } from '@pulumi/docker/provider.js';
import { Service } from '@pulumi/docker/service.js';
import { describe, expect, it } from 'vitest';
import { dockerLabels } from '../../infra/program/labels.ts';
import type { Program } from '../../orchestrator/ports/engine.ts';
import { until } from './eventually.ts';
import { createEngineFixture, type EngineFactory } from './engine-fixture.ts';

/** What every engine must do with a program that is not ours. */
export function describeEnginePrograms(name: string, factory: EngineFactory): void {
  describe(`a program of one's own on the engine ${name}`, () => {
    it('is not waited for when the update is aborted, whatever it waits for', async () => {
      await using fixture = await createEngineFixture(factory);
      const { engine } = fixture;
      const stopping = new AbortController();
      const program: Program = () => {
        stopping.abort();
        return new Promise(() => undefined);
      };
      await expect(
        engine.up({ stack: 'own', program, signal: stopping.signal }),
      ).rejects.toMatchObject({ code: 'UPDATE_ABORTED' });
    });

    it('deploys a container with a port that the host chooses, tells it, and keeps it', async () => {
      await using fixture = await createEngineFixture(factory);
      const { engine, regions } = fixture;
      const { env, image } = await regions.spec();
      const labels = dockerLabels({
        ...{ workspace: regions.workspace, stack: 'own', host: regions.host },
        region: 'us-west1',
      });
      const program =
        (memory: number): Program =>
        () => {
          const provider = new Provider('mine');
          const network = new Network('mine', { labels }, { provider });
          const container = new Container(
            'web',
            {
              ...{ image, labels, memory },
              envs: Object.entries(env).map(([key, value]) => `${key}=${value}`),
              ports: [{ internal: 8080, ip: '127.0.0.1' }],
              networksAdvanced: [{ name: network.name }],
            },
            { provider },
          );
          const url = container.ports.apply((ports) => `http://127.0.0.1:${ports?.[0]?.external}`);
          return Promise.resolve({ regions: { 'us-west1': { url } } });
        };
      const up = async (memory: number, refresh = false) => {
        const { changes, outputs } = await engine.up({
          ...{ stack: 'own', program: program(memory), refresh },
        });
        const operations = changes
          .filter(({ type }) => type.startsWith('docker:index/container:'))
          .map(({ operation }) => operation);
        return { operations, url: outputs.regions['us-west1']?.url };
      };
      const { operations, url } = await up(128);
      expect(operations).toEqual(['create']);
      expect(url).toMatch(/:[1-9]\d+$/);
      await until(async () => {
        // One that is opened before the service listens may hang.
        const signal = AbortSignal.timeout(1000);
        const asked = fetch(`${url}/healthz`, { signal });
        return (await asked.catch(() => undefined))?.status === 200;
      });
      expect(await up(128, true)).toEqual({ operations: ['same'], url });
      expect(await up(192)).toEqual({ operations: ['update'], url });
      await engine.destroy({ stack: 'own' });
    });

    const refused = async (program: Program): Promise<string> => {
      await using fixture = await createEngineFixture(factory);
      const { engine } = fixture;
      const failure: unknown = await engine.preview({ stack: 'own', program }).then(
        () => undefined,
        (error: unknown) => error,
      );
      return failure instanceof Error ? failure.message : 'nothing was refused';
    };

    it('refuses at the preview, by name, a type of resource that our provider does not have', async () => {
      const message = await refused(() => {
        new Service('web', { taskSpec: { containerSpec: { image: 'nginx' } } });
        return Promise.resolve({});
      });
      expect(message).toContain('"docker:index/service:Service" is not supported here');
    });

    it.each<[string, ProviderArgs]>([
      ['host', { host: 'tcp://10.0.0.7:2376' }],
      ['registryAuth', { registryAuth: [{ address: 'registry.example.com' }] }],
    ])('refuses %s of a provider at the preview', async (property, settings) => {
      const message = await refused(() => {
        new Provider('mine', settings);
        return Promise.resolve({});
      });
      expect(message).toContain(property);
      expect(message).toContain('--provider stock');
    });

    it('refuses an input of a container that our provider does not have', async () => {
      const message = await refused(() => {
        new Container('web', { image: 'nginx', privileged: true });
        return Promise.resolve({});
      });
      expect(message).toContain('privileged');
    });
  });
}

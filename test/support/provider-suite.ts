import type { FeatureRules } from '../../orchestrator/core/features/feature-rules.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LABELS } from '../../infra/program/labels.ts';
import { parseHost } from '../../infra/provider/host.ts';
import { createProvider } from '../../infra/provider/provider.ts';
import { freePort } from './free-port.ts';
import { until } from './eventually.ts';
import { CONFIG_PATH, type RegionRuntime } from './region-runtime.ts';
import { realClock } from '../../orchestrator/common/real-clock.ts';

const SPARKLE_FOR_ANN: FeatureRules = {
  environment: 'production',
  custom: { region: 'us-west1' },
  gates: {
    sparkle: {
      idType: 'userID',
      salt: 'sparkle',
      enabled: true,
      overrides: [{ ids: ['ann'], value: true }],
      current: { defaultValue: false, rules: [] },
    },
  },
  segments: {},
};
const BLUE = { color: 'blue', release: null, configVersion: 1 };
const PURPLE = { color: 'purple', release: 'rel-1', configVersion: 2 };
const URN = 'urn:pulumi:test::colorteller::';
export const CONTAINER = `${URN}docker:index/container:Container::us-west1-0`;
const NETWORK = `${URN}docker:index/network:Network::regions`;
export const REGION_CONFIG = `${URN}colorteller:index:RegionConfig::us-west1`;

type Bag = Record<string, unknown>;

/** The provider's verbs from end to end, on whatever holds the containers. */
export function describeProvider(name: string, createRegions: () => Promise<RegionRuntime>): void {
  describe(`the provider on ${name}`, () => {
    let regions: RegionRuntime;
    beforeAll(async () => {
      regions = await createRegions();
    });
    afterAll(() => regions[Symbol.asyncDispose]());

    const env: NodeJS.ProcessEnv = { REDIS_PASSWORD: 'hunter2' };
    const provider = createProvider({
      env,
      clock: realClock,
      runtimes: (host) => {
        // Every verb must find its way to the host that the inputs name.
        expect(parseHost(host ?? '')).toEqual(parseHost(regions.host));
        return regions.runtime;
      },
    });

    const containerInputs = async (changes: Bag = {}): Promise<Bag> => {
      const { image, env, labels, networks } = await regions.spec();
      const given = {
        image,
        envs: Object.entries(env).map(([key, value]) => `${key}=${value}`),
        labels: Object.entries({ ...labels, [LABELS.host]: regions.host }).map(
          ([label, value]) => ({ label, value }),
        ),
        ports: [{ internal: 8080, external: await freePort(), ip: '127.0.0.1' }],
        name: `ct-${labels[LABELS.region]}-${await freePort()}`,
        networksAdvanced: networks.map(({ network }) => ({ name: network })),
        destroyGraceSeconds: 1,
        ...changes,
      };
      const { inputs, failures } = await provider.check(CONTAINER, {}, given);
      expect(failures).toEqual([]);
      return inputs;
    };

    /** A container with its config delivered, as an update of a stack makes them. */
    const startedRegion = async (config: Bag = BLUE, changes: Bag = {}) => {
      const container = await containerInputs(changes);
      const { id, outs } = await provider.create(CONTAINER, container);
      const [port] = container.ports as [{ external: number }];
      const url = `http://127.0.0.1:${port.external}`;
      const given = {
        region: 'us-west1',
        host: regions.host,
        path: CONFIG_PATH,
        config,
        targets: [{ container: id, url }],
        readyTimeoutMs: 20_000,
      };
      const color = async () => {
        const response = await fetch(`${url}/color`, { signal: AbortSignal.timeout(2000) });
        return ((await response.json()) as { color: string }).color;
      };
      return { id, url, container, outs: outs as Bag, config: given, color };
    };

    it('creates, reads, compares, updates and deletes a container', async () => {
      const inputs = await containerInputs({ memory: 128 });
      const created = await provider.create(CONTAINER, inputs);
      const outs = created.outs as Bag;
      expect(await provider.read(created.id, CONTAINER, outs)).toEqual({
        id: created.id,
        props: outs,
      });
      expect(await provider.diff(created.id, CONTAINER, outs, inputs)).toMatchObject({
        changes: false,
      });

      const news = { ...inputs, memory: 192, restart: 'on-failure' };
      expect(await provider.diff(created.id, CONTAINER, outs, news)).toEqual({
        changes: true,
        diffs: ['restart', 'memory'],
        replaces: [],
        deleteBeforeReplace: false,
      });
      const before = await regions.incarnation(created.id);
      const updated = await provider.update(created.id, CONTAINER, outs, news);
      expect(await regions.incarnation(created.id)).toBe(before);
      expect(await provider.read(created.id, CONTAINER, updated.outs)).toMatchObject({
        props: { memory: 192, restart: 'on-failure' },
      });

      await provider.delete(created.id, CONTAINER, outs);
      expect(await provider.read(created.id, CONTAINER, outs)).toEqual({ id: '', props: {} });
      await provider.delete(created.id, CONTAINER, outs);
    });

    it('leaves the port to the host where the program gives none, and keeps it', async () => {
      const ports = [{ internal: 8080, ip: '127.0.0.1' }];
      const inputs = await containerInputs({ ports });
      expect(inputs.ports).toEqual(ports);
      const { id, outs } = await provider.create(CONTAINER, inputs);
      const [{ external }] = outs.ports as [{ external: number }];
      expect(outs.ports).toEqual([{ ...ports[0], external }]);
      await until(async () => {
        const url = `http://127.0.0.1:${external}/healthz`;
        // One that is opened before the service listens may hang.
        const asked = fetch(url, { signal: AbortSignal.timeout(1000) });
        return (await asked.catch(() => undefined))?.status === 200;
      });

      expect(await provider.read(id, CONTAINER, outs)).toEqual({ id, props: outs });
      const news = { ...inputs, memory: 192 };
      expect(await provider.diff(id, CONTAINER, outs, news)).toMatchObject({ diffs: ['memory'] });
      const updated = await provider.update(id, CONTAINER, outs, news);
      expect(updated.outs.ports).toEqual(outs.ports);
      await provider.delete(id, CONTAINER, outs);
    });

    it('creates, reads and deletes a network', async () => {
      const labels = [
        { label: LABELS.workspace, value: regions.workspace },
        { label: LABELS.host, value: regions.host },
      ];
      const { inputs } = await provider.check(NETWORK, {}, { labels });
      const { id, outs } = await provider.create(NETWORK, inputs);
      expect(await provider.read(id, NETWORK, outs)).toEqual({ id, props: outs });
      await provider.delete(id, NETWORK, outs);
      expect(await provider.read(id, NETWORK, outs)).toEqual({ id: '', props: {} });
    });

    it('turns a region without a restart', async () => {
      const region = await startedRegion();
      const { outs } = await provider.create(REGION_CONFIG, region.config);
      expect(await region.color()).toBe('blue');

      const before = await regions.incarnation(region.id);
      const news = { ...region.config, config: PURPLE };
      expect(await provider.diff('us-west1', REGION_CONFIG, outs, news)).toMatchObject({
        diffs: ['config'],
        replaces: [],
      });
      await provider.update('us-west1', REGION_CONFIG, outs, news);
      expect(await region.color()).toBe('purple');
      expect(await regions.incarnation(region.id)).toBe(before);
    });

    it('waits until a region has the rules of its features, which need no restart', async () => {
      const region = await startedRegion();
      const { outs } = await provider.create(REGION_CONFIG, region.config);
      const before = await regions.incarnation(region.id);
      const featureRules = JSON.stringify(SPARKLE_FOR_ANN);
      const news = { ...region.config, config: { ...BLUE, featureRules } };
      await provider.update('us-west1', REGION_CONFIG, outs, news);
      const marks = ['ann', 'bob'].map(async (user) => {
        const answer = await fetch(`${region.url}/color?user=${user}`);
        return ((await answer.json()) as { mark?: string }).mark;
      });
      expect(await Promise.all(marks)).toEqual(['✨', undefined]);
      expect(await regions.incarnation(region.id)).toBe(before);
    });

    it('finds a config file that was changed by hand, and corrects it', async () => {
      const { id, config, color } = await startedRegion();
      const { outs } = await provider.create(REGION_CONFIG, config);
      expect(await provider.read('us-west1', REGION_CONFIG, outs)).toMatchObject({ props: config });

      await regions.runtime.putFile(id, CONFIG_PATH, JSON.stringify({ ...BLUE, color: 'red' }));
      await until(async () => (await color()) === 'red');
      const { props } = await provider.read('us-west1', REGION_CONFIG, outs);
      expect(props).toMatchObject({ config: { color: 'red', configVersion: 1 } });
      expect(await provider.diff('us-west1', REGION_CONFIG, props as Bag, config)).toMatchObject({
        diffs: ['config'],
        replaces: [],
      });
      await provider.update('us-west1', REGION_CONFIG, props, config);
      expect(await color()).toBe('blue');
      // A read that found nothing was recorded, and nothing was updated since.
      const missing = { ...outs, config: {} };
      const found = await provider.read('us-west1', REGION_CONFIG, missing);
      expect(found).toMatchObject({ id: 'us-west1', props: { config: {} } });
    });

    it('writes a secret into the config file, and records and reads back its reference alone', async () => {
      const { id, config, color } = await startedRegion({
        ...BLUE,
        redis: 'redis://:${secret:REDIS_PASSWORD}@redis/0',
        path: '${secret:PATH}',
      });
      const text = '${secret:REDIS_PASSWORD}';
      const secrets = [{ text, environment: 'production', env: 'REDIS_PASSWORD' }];
      const inputs = { ...config, secrets };
      expect((await provider.check(REGION_CONFIG, {}, inputs)).failures).toEqual([]);
      const { outs } = await provider.create(REGION_CONFIG, inputs);
      expect(await color()).toBe('blue');
      const written = await regions.runtime.readFile(id, CONFIG_PATH);
      // A text of the config reveals nothing that the environment does not declare.
      expect(JSON.parse(written!)).toMatchObject({
        redis: 'redis://:hunter2@redis/0',
        path: '${secret:PATH}',
      });
      expect(outs).toEqual(inputs);
      expect(await provider.read('us-west1', REGION_CONFIG, outs)).toEqual({
        id: 'us-west1',
        props: inputs,
      });

      // Another secret under the same name is a difference, and neither is recorded.
      env['REDIS_PASSWORD'] = 'hunter3';
      const { props } = await provider.read('us-west1', REGION_CONFIG, outs);
      expect(await provider.diff('us-west1', REGION_CONFIG, props as Bag, inputs)).toMatchObject({
        diffs: ['config'],
      });
      expect(JSON.stringify(props)).not.toMatch(/hunter/);
      await provider.update('us-west1', REGION_CONFIG, props, inputs);
      expect(await regions.runtime.readFile(id, CONFIG_PATH)).toContain('hunter3');

      delete env['REDIS_PASSWORD'];
      await expect(provider.update('us-west1', REGION_CONFIG, props, inputs)).rejects.toMatchObject(
        {
          code: 'SECRET_MISSING',
          message:
            'Region us-west1 needs a secret of environment production, and the environment variable REDIS_PASSWORD is not set.',
        },
      );
      // What is still in the file of a value that has no secrets any more is not recorded either.
      const found = await provider.read('us-west1', REGION_CONFIG, config);
      expect(JSON.stringify(found)).not.toMatch(/hunter/);
    });

    it('says why a region does not turn, and lets the engine record what was written', async () => {
      const { config } = await startedRegion();
      const { outs } = await provider.create(REGION_CONFIG, config);
      const news = {
        ...config,
        config: { ...PURPLE, color: 'no-such-colour' },
        readyTimeoutMs: 1_000,
      };
      const failure = provider.update('us-west1', REGION_CONFIG, outs, news);
      await expect(failure).rejects.toMatchObject({
        code: 'REGION_NOT_READY',
        details: { region: 'us-west1', timeoutMs: 1_000 },
        id: 'us-west1',
        properties: news,
      });
      await expect(failure).rejects.toThrow(
        /^Region us-west1 did not turn no-such-colour \(config version 2\) within 1000 ms: http:\S+ answers blue \(config version 1\)\. It says: .*no-such-colour/,
      );
    });

    it('ends a wait early when the container has ended, with its last words', async () => {
      const { id, url, config } = await startedRegion();
      await until(async () => (await regions.runtime.logsTail(id, 5)).length > 0);
      await regions.crash(id);
      await expect(provider.create(REGION_CONFIG, config)).rejects.toMatchObject({
        code: 'CONTAINER_DIED',
        message: expect.stringMatching(
          /^The container of region us-west1 ended.*listening/s,
        ) as string,
      });
      await expect(fetch(url)).rejects.toThrow();
    });

    it('says that a container is gone when there is none to write into', async () => {
      const { id, outs, config } = await startedRegion();
      await provider.delete(id, CONTAINER, outs);
      await expect(provider.create(REGION_CONFIG, config)).rejects.toMatchObject({
        code: 'CONTAINER_GONE',
      });
    });

    it('finds a config gone together with its container, and forgets it', async () => {
      const region = await startedRegion();
      const { outs } = await provider.create(REGION_CONFIG, region.config);
      await provider.delete(region.id, CONTAINER, region.outs);
      const gone = { id: '', props: {} };
      expect(await provider.read('us-west1', REGION_CONFIG, outs)).toEqual(gone);
      await provider.delete('us-west1', REGION_CONFIG, outs);
    });

    it('keeps secrets in their envelopes, and runs with their values', async () => {
      const { envs, ...inputs } = await containerInputs();
      const secret = {
        '4dabf18193072939515e22adb298388d': '1b47061264138c4ac30d75fd1eb44270',
        value: [...(envs as string[]).filter((env) => !env.startsWith('REGION=')), 'REGION=hidden'],
      };
      const region = await startedRegion(BLUE, { ...inputs, envs: secret });
      expect(region.outs.envs).toEqual(secret);
      await provider.create(REGION_CONFIG, region.config);
      const response = await fetch(`${region.url}/color`);
      expect(await response.json()).toMatchObject({ region: 'hidden' });
    });

    it('finds a container that has ended by itself', async () => {
      const { id, outs, container } = await startedRegion();
      await regions.crash(id);
      const found = await provider.read(id, CONTAINER, outs);
      if (regions.runtime.kind === 'process') {
        expect(found).toEqual({ id: '', props: {} });
        return;
      }
      expect(found).toMatchObject({ id, props: { mustRun: false } });
      expect(await provider.diff(id, CONTAINER, found.props as Bag, container)).toMatchObject({
        diffs: ['mustRun'],
        replaces: [],
      });
      await provider.update(id, CONTAINER, found.props, container);
      expect(await provider.read(id, CONTAINER, outs)).toEqual({ id, props: outs });
    });
  });
}

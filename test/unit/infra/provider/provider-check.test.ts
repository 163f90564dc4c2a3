import { describe, expect, it } from 'vitest';
import { LABELS } from '../../../../infra/program/labels.ts';
import { UNKNOWN } from '../../../../infra/provider/property-bag.ts';
import { createProvider } from '../../../../infra/provider/provider.ts';
import {
  type Bag,
  CONTAINER,
  container,
  recorded,
  REGION_CONFIG,
  regionConfig,
} from '../../../support/provider-inputs.ts';
import { realClock } from '../../../../orchestrator/common/real-clock.ts';

const provider = createProvider({
  clock: realClock,
  runtimes: (host) => {
    throw new Error(`neither check nor diff may touch ${host ?? 'the default host'}`);
  },
});

const without = (bag: Bag, key: string): Bag =>
  Object.fromEntries(Object.entries(bag).filter(([name]) => name !== key));

describe('check', () => {
  it('fills defaults in and is content with its own result', async () => {
    const { inputs, failures } = await provider.check(CONTAINER, {}, container);
    expect(failures).toEqual([]);
    expect(inputs).toEqual(recorded);
    expect(await provider.check(CONTAINER, inputs, inputs as Bag)).toEqual({
      inputs,
      failures: [],
    });
  });

  it('gives the same name to a resource without one every time, and keeps one it has', async () => {
    const unnamed = without(container, 'name');
    const { inputs } = await provider.check(CONTAINER, {}, unnamed);
    const { name } = inputs as { name: string };
    expect(name).toMatch(/^us-west1-0-[0-9a-f]{7}$/);
    expect((await provider.check(CONTAINER, {}, unnamed)).inputs).toMatchObject({ name });
    const elsewhere = { ...unnamed, labels: [{ label: LABELS.workspace, value: '/other' }] };
    expect((await provider.check(CONTAINER, {}, elsewhere)).inputs).not.toMatchObject({ name });
    const kept = await provider.check(CONTAINER, { name: 'kept-name' }, unnamed);
    expect(kept.inputs).toMatchObject({ name: 'kept-name' });
  });

  it.each<[string, Bag]>([
    ['privileged', { privileged: false }],
    ['volumes', { volumes: [] }],
    [
      'networksAdvanced[0].ipv4Address',
      { networksAdvanced: [{ name: 'a', ipv4Address: '1.2.3.4' }] },
    ],
    ['healthcheck.startInterval', { healthcheck: { tests: ['CMD', 'a'], startInterval: '1s' } }],
  ])('refuses %s by name, as not supported', async (property, changes) => {
    const { failures } = await provider.check(CONTAINER, {}, { ...container, ...changes });
    expect(failures).toEqual([
      {
        property,
        reason: 'this property is not supported here: remove it, or use the stock provider',
      },
    ]);
  });

  it.each<[string, Bag, string]>([
    ['image', { image: undefined }, 'Invalid input: expected string, received undefined'],
    ['name', { name: '-a' }, 'use letters, digits and _ . -, at least 2'],
    ['envs[1]', { envs: ['A=1', 'B'] }, 'write it as NAME=VALUE'],
    ['envs', { envs: ['A=1', 'A=2'] }, '"A" is given twice'],
    [
      'labels',
      {
        labels: [
          { label: 'a', value: '1' },
          { label: 'a', value: '2' },
        ],
      },
      '"a" is given twice',
    ],
    [
      'ports[0].external',
      { ports: [{ internal: 80 }] },
      'give the host port: this provider does not choose one',
    ],
    [
      'healthcheck.interval',
      { healthcheck: { tests: ['CMD', 'a'], interval: '5 minutes' } },
      'write a duration such as 500ms, 5s or 1m30s',
    ],
    ['memory', { memory: 5 }, 'Docker needs at least 6 MB'],
    ['cpuQuota', { cpuQuota: 999 }, 'Docker needs at least 1000 microseconds'],
  ])('refuses a bad %s', async (property, changes, reason) => {
    const { failures } = await provider.check(CONTAINER, {}, { ...container, ...changes });
    expect(failures).toEqual([{ property, reason }]);
  });

  it('refuses a host that cannot be read', async () => {
    const labels = [{ label: LABELS.host, value: 'nowhere' }];
    const { failures } = await provider.check(CONTAINER, {}, { ...container, labels });
    expect(failures.map(({ property }) => property)).toEqual(['labels']);
    expect(failures[0]!.reason).toMatch(/^The host "nowhere" is not valid/);
  });

  it('refuses what a local process cannot have', async () => {
    const labels = [{ label: LABELS.host, value: 'process:///srv/regions' }];
    const news = { ...container, labels, user: '1000', command: ['a'], cpuQuota: 50_000 };
    const { failures } = await provider.check(CONTAINER, {}, news);
    expect(failures.map(({ property }) => property)).toEqual([
      'command',
      'user',
      'cpuQuota',
      'ports',
    ]);
  });

  it('takes a value that is not known yet for any property', async () => {
    const unknown = Object.fromEntries(Object.keys(container).map((key) => [key, UNKNOWN]));
    expect((await provider.check(CONTAINER, {}, unknown)).failures).toEqual([]);
    const inside = {
      ...container,
      ports: [{ internal: UNKNOWN, external: 1 }],
      envs: [UNKNOWN, UNKNOWN],
    };
    expect((await provider.check(CONTAINER, {}, inside)).failures).toEqual([]);
    const config = {
      ...regionConfig,
      host: UNKNOWN,
      config: UNKNOWN,
      targets: [{ container: UNKNOWN, url: UNKNOWN }],
    };
    expect((await provider.check(REGION_CONFIG, {}, config)).failures).toEqual([]);
  });

  it.each<[string, Bag]>([
    ['region', { region: '' }],
    ['host', { host: 'nowhere' }],
    ['path', { path: 'config.json' }],
    ['path', { path: '/../../etc/passwd' }],
    ['config.configVersion', { config: { color: 'blue', configVersion: 0 } }],
    ['targets[0].url', { targets: [{ container: 'c', url: 'ftp://a' }] }],
    ['colour', { colour: 'blue' }],
  ])('refuses a bad %s of a region config', async (property, changes) => {
    const { failures } = await provider.check(REGION_CONFIG, {}, { ...regionConfig, ...changes });
    expect(failures.map((failure) => failure.property)).toEqual([property]);
  });
});

it('refuses a resource type of another kind by name', async () => {
  const urn = 'urn:pulumi:west::colorteller::docker:index/volume:Volume::v';
  await expect(provider.check(urn, {}, {})).rejects.toMatchObject({
    code: 'BAD_INPUT',
    message: 'The resource type "docker:index/volume:Volume" is not supported.',
  });
});

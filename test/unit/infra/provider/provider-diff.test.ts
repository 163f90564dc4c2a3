import { describe, expect, it } from 'vitest';
import { LABELS } from '../../../../infra/program/labels.ts';
import { UNKNOWN } from '../../../../infra/provider/property-bag.ts';
import { createProvider } from '../../../../infra/provider/provider.ts';
import {
  type Bag,
  CONTAINER,
  container,
  NETWORK,
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

describe('diff of a container', () => {
  it.each<[string, Bag]>([
    ['nothing', {}],
    ['the order of envs', { envs: ['PORT=8080', 'REGION=us-west1'] }],
    ['the order of labels', { labels: [...(container['labels'] as unknown[])].reverse() }],
    ['the order of ports', { ports: [...(container['ports'] as unknown[])].reverse() }],
    ['an empty list where there was none', { command: [], securityOpts: null }],
  ])('sees no change in %s', async (_case, changes) => {
    const news = { ...recorded, ...changes };
    expect(await provider.diff('c0', CONTAINER, recorded, news)).toEqual({
      changes: false,
      diffs: [],
      replaces: [],
      deleteBeforeReplace: false,
    });
  });

  it.each<[string, Bag]>([
    ['name', { name: 'us-west1-9' }],
    ['image', { image: 'colorteller:2' }],
    ['image', { image: UNKNOWN }],
    ['envs', { envs: ['REGION=us-west1', 'PORT=8081'] }],
    ['envs', { envs: ['REGION=us-west1', UNKNOWN] }],
    ['labels', { labels: [{ label: LABELS.host, value: 'tcp://a:1' }] }],
    ['ports', { ports: [{ internal: 8080, external: 4401 }] }],
    ['command', { command: ['a', 'b'] }],
    ['entrypoints', { entrypoints: ['a'] }],
    ['networksAdvanced', { networksAdvanced: [{ name: UNKNOWN, aliases: ['us-west1'] }] }],
    ['healthcheck', { healthcheck: { tests: ['CMD', 'a'], interval: '5s' } }],
    ['user', { user: '1000' }],
    ['stopTimeout', { stopTimeout: 3 }],
    ['memory', { memory: null }],
  ])('replaces for another %s: %j', async (property, changes) => {
    expect(await provider.diff('c0', CONTAINER, recorded, { ...recorded, ...changes })).toEqual({
      changes: true,
      diffs: [property],
      replaces: [property],
      deleteBeforeReplace: true,
    });
  });

  it.each<[string, Bag[]]>([
    ['nothing', [{ internal: 8080 }, { internal: 9090 }]],
    [
      '0',
      [
        { internal: 8080, external: 0 },
        { internal: 9090, external: 0 },
      ],
    ],
    ['one of two', [{ internal: 9090 }, { internal: 8080, external: 4401 }]],
  ])('keeps a port that the runtime chose where the program says %s', async (_case, ports) => {
    expect(await provider.diff('c0', CONTAINER, recorded, { ...recorded, ports })).toMatchObject({
      changes: false,
    });
  });

  it.each<[string, Bag[]]>([
    ['a port that is added', [{ internal: 8080 }, { internal: 9090 }, { internal: 9090 }]],
    ['a port that is taken away', [{ internal: 8080 }]],
    ['another protocol', [{ internal: 8080 }, { internal: 9090, protocol: 'udp' }]],
    ['another address', [{ internal: 8080 }, { internal: 9090, ip: '127.0.0.1' }]],
    ['a port of the host', [{ internal: 8080 }, { internal: 9090, external: 1 }]],
  ])('replaces for %s', async (_case, ports) => {
    expect(await provider.diff('c0', CONTAINER, recorded, { ...recorded, ports })).toMatchObject({
      replaces: ['ports'],
    });
  });

  it.each<[string, Bag]>([
    ['memory', { memory: 256 }],
    ['memory', { memory: UNKNOWN }],
    ['memorySwap', { memorySwap: 512 }],
    ['cpuPeriod', { cpuPeriod: 50_000 }],
    ['cpuQuota', { cpuQuota: 50_000 }],
    ['restart', { restart: 'always' }],
    ['mustRun', { mustRun: false }],
    ['destroyGraceSeconds', { destroyGraceSeconds: 1 }],
  ])('updates in place for another %s: %j', async (property, changes) => {
    expect(await provider.diff('c0', CONTAINER, recorded, { ...recorded, ...changes })).toEqual({
      changes: true,
      diffs: [property],
      replaces: [],
      deleteBeforeReplace: false,
    });
  });

  it('sees the order of a command', async () => {
    const olds = { ...recorded, command: ['a', 'b'] };
    const news = { ...recorded, command: ['b', 'a'] };
    expect(await provider.diff('c0', CONTAINER, olds, news)).toMatchObject({
      replaces: ['command'],
    });
  });

  it('compares secrets by their values', async () => {
    const envs = {
      '4dabf18193072939515e22adb298388d': '1b47061264138c4ac30d75fd1eb44270',
      value: recorded['envs'],
    };
    const news = { ...recorded, envs };
    expect(await provider.diff('c0', CONTAINER, recorded, news)).toMatchObject({ changes: false });
  });
});

it('diff of a network replaces for any change', async () => {
  const olds = { name: 'regions', driver: 'bridge', internal: false };
  expect(await provider.diff('n', NETWORK, olds, { name: 'regions' })).toMatchObject({
    changes: false,
  });
  const news = { ...olds, internal: true };
  expect(await provider.diff('n', NETWORK, olds, news)).toMatchObject({
    replaces: ['internal'],
    deleteBeforeReplace: true,
  });
});

describe('diff of a region config', () => {
  it.each<[string, Bag, { diffs: string[]; replaces: string[] }]>([
    ['nothing', {}, { diffs: [], replaces: [] }],
    [
      'a null that an engine dropped',
      { config: { color: 'blue', configVersion: 1 } },
      { diffs: [], replaces: [] },
    ],
    [
      'the order of targets',
      { targets: [...(regionConfig['targets'] as unknown[])].reverse() },
      { diffs: [], replaces: [] },
    ],
    [
      'another config',
      { config: { color: 'purple', release: 'r', configVersion: 2 } },
      { diffs: ['config'], replaces: [] },
    ],
    ['an unknown config', { config: UNKNOWN }, { diffs: ['config'], replaces: [] }],
    [
      'other targets',
      { targets: [{ container: UNKNOWN, url: 'http://a' }] },
      { diffs: ['targets'], replaces: [] },
    ],
    ['another deadline', { readyTimeoutMs: 5 }, { diffs: ['readyTimeoutMs'], replaces: [] }],
    ['another region', { region: 'eu' }, { diffs: ['region'], replaces: ['region'] }],
    ['another host', { host: 'process:///b' }, { diffs: ['host'], replaces: ['host'] }],
    ['another path', { path: '/b' }, { diffs: ['path'], replaces: ['path'] }],
  ])('sees %s', async (_case, changes, expected) => {
    const news = { ...regionConfig, ...changes };
    expect(await provider.diff('r', REGION_CONFIG, regionConfig, news)).toMatchObject(expected);
  });
});

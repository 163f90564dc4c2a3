import { describe, expect, it } from 'vitest';
import { hostName, LABELS } from '../../../../infra/program/labels.ts';
import { UNKNOWN } from '../../../../infra/provider/property-bag.ts';
import { createProvider } from '../../../../infra/provider/provider.ts';
import {
  type Bag,
  CONTAINER,
  container,
  NETWORK,
  recorded,
  REMOTE_IMAGE,
  REGION_CONFIG,
  regionConfig,
  VOLUME,
} from '../../../support/provider-inputs.ts';
import { realClock } from '../../../../orchestrator/common/real-clock.ts';

const provider = createProvider({
  clock: realClock,
  runtimes: (host) => {
    throw new Error(`neither check nor diff may touch ${host ?? 'the default host'}`);
  },
});

const UNSUPPORTED = 'this property is not supported here: remove it, or use the stock provider';

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
    [
      'volumes[0].fromContainer',
      { volumes: [{ containerPath: '/d', volumeName: 'a', fromContainer: 'b' }] },
    ],
    [
      'mounts[0].bindOptions',
      { mounts: [{ type: 'bind', target: '/d', source: '/s', bindOptions: {} }] },
    ],
    ['mounts[0].source', { mounts: [{ type: 'tmpfs', target: '/d', source: '/s' }] }],
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
      'volumes[0].containerPath',
      { volumes: [{ containerPath: 'd', volumeName: 'a' }] },
      'give an absolute path',
    ],
    ['volumes[0]', { volumes: [{ containerPath: '/d' }] }, 'give either volumeName or hostPath'],
    [
      'mounts[0].source',
      { mounts: [{ type: 'bind', target: '/d', source: 'here' }] },
      'give an absolute path',
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
    const mounts = [{ type: 'tmpfs', target: '/d' }];
    const news = { ...container, labels, user: '1000', command: ['a'], mounts, readOnly: true };
    const { failures } = await provider.check(CONTAINER, {}, news);
    expect(failures.map(({ property }) => property)).toEqual([
      'command',
      'user',
      'readOnly',
      'mounts',
      'ports',
    ]);
    expect(failures[0]!.reason).toMatch(/use --runtime docker$/);
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

describe('check of what a small program needs', () => {
  it.each<[string, string, Bag, string]>([
    ['cluster', VOLUME, { cluster: {} }, UNSUPPORTED],
    ['name', VOLUME, { name: '/a' }, 'use letters, digits and _ . -, at least 2'],
    [
      'labels',
      VOLUME,
      { labels: [{ label: LABELS.host, value: 'process:///srv' }] },
      'local processes have no volumes: leave it out, or use --runtime docker',
    ],
    ['ipamConfigs', NETWORK, { ipamConfigs: [] }, UNSUPPORTED],
    ['build', REMOTE_IMAGE, { name: 'nginx', build: { context: '.' } }, UNSUPPORTED],
    ['pullTriggers', REMOTE_IMAGE, { name: 'nginx', pullTriggers: ['a'] }, UNSUPPORTED],
    [
      'keepLocally',
      REMOTE_IMAGE,
      { name: 'nginx', keepLocally: false },
      'no image is ever removed here: leave this out, or set it to true',
    ],
  ])('refuses %s of %s by name', async (property, urn, inputs, reason) => {
    const { failures } = await provider.check(urn, {}, inputs);
    expect(failures).toEqual([{ property, reason }]);
  });

  it('names a volume after its resource, with the driver of Docker', async () => {
    const { inputs, failures } = await provider.check(VOLUME, {}, {});
    expect(failures).toEqual([]);
    expect(inputs).toEqual({
      name: expect.stringMatching(/^cache-[0-9a-f]{7}$/) as string,
      driver: 'local',
    });
  });

  it.each([
    'docker:index/service:Service',
    'docker:index/image:Image',
    'random:index/randomId:RandomId',
    'pulumi:providers:random',
  ])('refuses the resource type %s by name, with what there is and the way out', async (type) => {
    const urn = `urn:pulumi:west::colorteller::${type}::v`;
    await expect(provider.check(urn, {}, {})).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: `The resource type "${type}" is not supported here.`,
      action: expect.stringMatching(
        /docker\.Container, Network, Volume and RemoteImage.*--provider stock/,
      ) as string,
    });
  });
});

describe('check of the settings of a provider', () => {
  const host = 'tcp://10.0.0.7:2376';
  const at = createProvider({
    clock: realClock,
    runtimes: () => expect.fail('it may touch no host'),
    env: { DOCKER_HOST: 'unix:///run/mine.sock' },
  });
  const refused = async (name: string, settings: Bag) => {
    const urn = `urn:pulumi:west::colorteller::pulumi:providers:docker::${name}`;
    const { failures } = await at.check(urn, {}, settings);
    return failures.map(({ property, reason }) => `${property}: ${reason}`);
  };

  it.each<[string, Bag, RegExp]>([
    ['host', { host }, /the label dev\.colorteller\.host.*--provider stock/],
    ['registryAuth', { registryAuth: '[{"address":"a"}]' }, /nothing is pulled.*--provider stock/],
    ['context', { context: 'other' }, /--provider stock/],
    ['sshOpts', { sshOpts: '["-v"]' }, /--provider stock/],
    ['keyMaterial', { keyMaterial: 'pem' }, /--provider stock/],
    ['certPath', { certPath: '/certs' }, /dev\.colorteller\.host/],
  ])('refuses %s, which it cannot honor', async (property, settings, words) => {
    const [words0, ...more] = await refused('mine', settings);
    expect(words0).toMatch(new RegExp(`^${property}: `));
    expect(words0).toMatch(words);
    expect(more).toEqual([]);
  });

  it('takes what changes nothing: no settings, and the default host', async () => {
    expect(await refused('mine', { version: '5.2.0', disableDockerDaemonCheck: 'true' })).toEqual(
      [],
    );
    expect(await refused('mine', { host: 'unix:///run/mine.sock' })).toEqual([]);
  });

  it("takes the host that a provider is named after: its resources carry that host's label", async () => {
    expect(await refused(hostName(host), { host })).toEqual([]);
    const text = `${host}?certs=/etc/docker`;
    expect(await refused(hostName(text), { host, certPath: '/etc/docker' })).toEqual([]);
    expect(await refused(hostName(text), { host: 'tcp://10.0.0.8:2376' })).toHaveLength(1);
  });
});

import { describe, expect, it } from 'vitest';
import type { RegionTarget } from '../../../../orchestrator/ports/decision-source.ts';
import { stackProgram } from '../../../../infra/program/stack-program.ts';
import type { RegionSpec } from '../../../../orchestrator/ports/stack-spec.ts';
import { AppError } from '../../../../orchestrator/common/errors/app-error.ts';
import { type Registered, registrationsOf } from '../../../support/registrations.ts';

const LOCAL = 'unix:///var/run/docker.sock';
const west: RegionSpec = {
  name: 'west',
  environment: 'production',
  custom: { region: 'west', tier: 'one' },
  port: 4401,
  replicas: 1,
  host: LOCAL,
};
const central: RegionSpec = { ...west, name: 'central', custom: { region: 'central' }, port: 4411 };

type Values = Record<string, Record<string, unknown>>;

function programOf(regions: RegionSpec[], values: Values = {}, asked: RegionTarget[] = []) {
  return stackProgram({
    workspace: '/srv/shop',
    stack: 's',
    image: 'colorteller:1',
    regions,
    source: {
      decide: (target) => {
        asked.push(target);
        const value = values[target.region] ?? { color: 'blue' };
        return Promise.resolve({ value, configVersion: 3, release: 'rel-1' });
      },
      gate: () => Promise.resolve(false),
    },
  });
}

const run = async (regions: RegionSpec[], values?: Values) =>
  (await registrationsOf(programOf(regions, values))).registered;

const of = (registered: Registered[], type: string) =>
  registered.filter((one) => one.type.endsWith(`:${type}`));

describe('the program of a stack', () => {
  it('registers a provider and a network per host, a container and a config per region', async () => {
    const registered = await run([west, central]);
    expect(registered.map(({ type, name }) => `${type} ${name}`)).toEqual([
      'colorteller:index:RegionConfig central',
      'colorteller:index:RegionConfig west',
      'docker:index/container:Container central-0',
      'docker:index/container:Container west-0',
      'docker:index/network:Network host-13c4025c',
      'pulumi:providers:docker host-13c4025c',
    ]);
  });

  it('gives a container all settings of the service', async () => {
    const [container] = of(await run([west]), 'Container');
    expect(container).toMatchObject({
      deleteBeforeReplace: true,
      inputs: {
        name: 'colorteller-e7c7ea0b-west-0',
        image: 'colorteller:1',
        envs: [
          'CONFIG_FILE=/region/config.json',
          'HOST=0.0.0.0',
          'IMAGE=colorteller:1',
          'INSTANCE=colorteller-e7c7ea0b-west-0',
          'PORT=8080',
          'REGION=west',
        ],
        labels: [
          { label: 'dev.colorteller.workspace', value: '/srv/shop' },
          { label: 'dev.colorteller.stack', value: 's' },
          { label: 'dev.colorteller.region', value: 'west' },
          { label: 'dev.colorteller.replica', value: '0' },
          { label: 'dev.colorteller.host', value: LOCAL },
        ],
        ports: [{ internal: 8080, external: 4401, ip: '127.0.0.1' }],
        networksAdvanced: [{ name: 'colorteller-e7c7ea0b-s-13c4025c', aliases: ['west'] }],
        healthcheck: { tests: ['CMD', '/node', '/app/main.cjs', '--health'], interval: '10s' },
        memory: 256,
        restart: 'unless-stopped',
        mustRun: true,
      },
    });
  });

  it('writes the decision into every replica of its region, once they stand', async () => {
    const registered = await run([{ ...west, replicas: 2 }]);
    const [config] = of(registered, 'RegionConfig');
    expect(config).toMatchObject({
      dependencies: [
        'docker:index/container:Container::west-0',
        'docker:index/container:Container::west-1',
      ],
      inputs: {
        region: 'west',
        host: LOCAL,
        path: '/region/config.json',
        config: { color: 'blue', release: 'rel-1', configVersion: 3 },
        targets: [
          { container: 'id-of-west-0', url: 'http://127.0.0.1:4401' },
          { container: 'id-of-west-1', url: 'http://127.0.0.1:4402' },
        ],
        readyTimeoutMs: 30_000,
      },
    });
    const ports = of(registered, 'Container').map(({ inputs }) => inputs.ports);
    expect(ports).toMatchObject([[{ external: 4401 }], [{ external: 4402 }]]);
  });

  it('gives a region that fetches its config itself the access instead of a colour', async () => {
    const statsig = { api: 'http://127.0.0.1:4400', keyHash: '0123456789abcdef' };
    const program = programOf([{ ...west, statsig }, central]);
    const { registered, outputs } = await registrationsOf(program);
    const [access] = of(registered, 'RegionAccess');
    expect(access?.inputs).toEqual({
      region: 'west',
      host: LOCAL,
      path: '/region/statsig.json',
      access: { ...statsig, environment: 'production', custom: west.custom },
      targets: [{ container: 'id-of-west-0', url: 'http://127.0.0.1:4401' }],
      readyTimeoutMs: 30_000,
    });
    expect(of(registered, 'RegionConfig').map(({ name }) => name)).toEqual(['central']);
    expect(of(registered, 'Container').find(({ name }) => name === 'west-0')?.inputs.envs).toEqual(
      expect.arrayContaining(['CONFIG_SOURCE=statsig', 'STATSIG_FILE=/region/statsig.json']),
    );
    expect(outputs).toMatchObject({
      regions: { west: { url: 'http://127.0.0.1:4401', image: 'colorteller:1' } },
    });
    expect(JSON.stringify((outputs as { regions: { west: object } }).regions.west)).not.toContain(
      'color"',
    );
  });

  it('takes image, memory, replicas and environment from the decision', async () => {
    const env = { ZONE: 'b', AREA: 'a=1' };
    const value = { color: 'red', image: 'colorteller:2', memoryMb: 64, replicas: 3, env, x: 1 };
    const containers = of(await run([west], { west: value }), 'Container');
    expect(containers).toHaveLength(3);
    for (const { inputs } of containers) {
      expect(inputs).toMatchObject({ image: 'colorteller:2', memory: 64 });
      expect(inputs.envs).toEqual(expect.arrayContaining(['AREA=a=1', 'ZONE=b']));
    }
  });

  it('limits a region to what it asks of a machine, and registers the choice with its cost', async () => {
    const choice = { provider: 'Acorn', machine: 'a2', isSpot: true, usdPerHour: 0.1 };
    const asking = { ...west, replicas: 2, machine: { cpu: 1.5, memoryMb: 2048, choice } };
    const registered = await run([asking, central]);
    expect(of(registered, 'Machine').map(({ name, inputs }) => [name, inputs])).toEqual([
      ['west', { ...choice, replicas: 2, usdPerMonth: 146 }],
    ]);
    const [unlimited, ...limited] = of(registered, 'Container').map(({ inputs }) => inputs);
    const limits = { memory: 2048, memorySwap: 4096, cpuPeriod: 100_000, cpuQuota: 150_000 };
    expect(limited).toMatchObject([limits, limits]);
    expect(Object.keys(unlimited ?? {}).filter((key) => /cpu|Swap/.test(key))).toEqual([]);
    // Its value may take less memory, and the machine stays.
    const [less] = of(await run([asking], { west: { color: 'red', memoryMb: 64 } }), 'Container');
    expect(less?.inputs).toMatchObject({ memory: 64, memorySwap: 128, cpuQuota: 150_000 });
  });

  it('claims no limits for a local process, which has none', async () => {
    const choice = { provider: 'Acorn', machine: 'a2', isSpot: false, usdPerHour: 0.1 };
    const machine = { cpu: 1.5, memoryMb: 2048, choice };
    const host = 'process:///srv/regions';
    const [asking] = of(await run([{ ...west, host, machine }]), 'Container');
    const [other] = of(await run([{ ...west, host }]), 'Container');
    expect(asking?.inputs).toEqual(other?.inputs);
  });

  it('is the same whatever the order in which variables were typed', async () => {
    const [one, other] = await Promise.all(
      [
        { A: '1', B: '2' },
        { B: '2', A: '1' },
      ].map((env) => run([west], { west: { color: 'blue', env } })),
    );
    expect(one).toEqual(other);
  });

  it('gives each host its own provider, network and label', async () => {
    const remote = 'ssh://me@remote';
    const folder = 'process:///srv/regions';
    const north = { ...west, name: 'north', port: 4421, host: folder };
    const registered = await run([west, { ...central, host: remote }, north]);
    const providers = registered.filter(({ type }) => type === 'pulumi:providers:docker');
    expect(providers.map(({ inputs }) => inputs.host).sort()).toEqual([remote, LOCAL, undefined]);
    expect(of(registered, 'Network')).toHaveLength(3);
    const hosts = of(registered, 'Container').map(
      ({ inputs }) => (inputs.labels as { value: string }[]).at(-1)?.value,
    );
    expect(hosts).toEqual([remote, folder, LOCAL]);
  });

  it('keeps every name when another region comes or goes', async () => {
    const alone = await run([west]);
    expect(await run([central, west])).toEqual(expect.arrayContaining(alone));
  });

  it('returns what each region should be', async () => {
    const values = { west: { color: 'red', image: 'colorteller:2' } };
    const { outputs } = await registrationsOf(programOf([west, central], values));
    const decided = { configVersion: 3, release: 'rel-1' };
    expect(outputs).toEqual({
      regions: {
        west: { ...decided, url: 'http://127.0.0.1:4401', color: 'red', image: 'colorteller:2' },
        central: {
          ...decided,
          url: 'http://127.0.0.1:4411',
          color: 'blue',
          image: 'colorteller:1',
        },
      },
    });
  });

  it('requests one decision for each region, with its attributes', async () => {
    const asked: RegionTarget[] = [];
    await registrationsOf(programOf([west, central], {}, asked));
    const environment = 'production';
    expect(asked).toEqual([
      { region: 'west', environment, custom: west.custom },
      { region: 'central', environment, custom: central.custom },
    ]);
  });

  it.each([
    ['color', {}],
    ['color', { color: 7 }],
    ['color', { color: '' }],
    ['memoryMb', { color: 'red', memoryMb: 31 }],
    ['memoryMb', { color: 'red', memoryMb: 64.5 }],
    ['replicas', { color: 'red', replicas: 0 }],
    ['replicas', { color: 'red', replicas: 11 }],
    ['image', { color: 'red', image: '' }],
    ['env.A', { color: 'red', env: { A: 1 } }],
    ['env.A=B', { color: 'red', env: { 'A=B': '' } }],
    ['env.PORT', { color: 'red', env: { PORT: '1' } }],
  ])('refuses a wrong %s before any resource: %j', async (property, value) => {
    const registered: Registered[] = [];
    const program = programOf([west, central], { central: value });
    await expect(registrationsOf(program, 's', registered)).rejects.toMatchObject({
      code: 'INVALID_VALUE',
      message: expect.stringContaining(
        'Region central cannot be deployed with version 3',
      ) as string,
      details: { region: 'central', property },
    });
    expect(registered).toEqual([]);
  });

  it('registers nothing when one decision cannot be had', async () => {
    const error = new AppError('NOT_RUNNING', 'no answer');
    let count = 0;
    const program = stackProgram({
      workspace: '/w',
      stack: 's',
      image: 'i',
      regions: [west, central],
      source: {
        decide: () => {
          count += 1;
          if (count === 2) return Promise.reject(error);
          return Promise.resolve({ value: { color: 'blue' }, configVersion: 1, release: null });
        },
        gate: () => Promise.resolve(false),
      },
    });
    const registered: Registered[] = [];
    await expect(registrationsOf(program, 's', registered)).rejects.toBe(error);
    expect(registered).toEqual([]);
  });

  it('gives a region its extras where the gate passes, and asks for no gate that the workspace lacks', async () => {
    const asked: string[] = [];
    const spec = {
      ...{ workspace: '/w', stack: 's', image: 'i', regions: [west, central] },
      source: {
        decide: () =>
          Promise.resolve({ value: { color: 'blue' }, configVersion: 1, release: null }),
        gate: (name: string, { region }: RegionTarget) => {
          asked.push(`${name} ${region}`);
          return Promise.resolve(region === 'west');
        },
      },
    };
    const names = async (gates: string[]) => {
      const { registered } = await registrationsOf(stackProgram({ ...spec, gates }));
      return of(registered, 'Network').map(({ name }) => name);
    };
    expect(await names([])).toEqual(['host-13c4025c']);
    expect(asked).toEqual([]);
    expect(await names(['extras'])).toEqual(['host-13c4025c', 'west-extras']);
    expect(asked).toEqual(['extras s', 'extras west', 'extras central']);
  });
});

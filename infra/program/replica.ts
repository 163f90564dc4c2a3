import { Container } from '@pulumi/docker/container.js';
import type { RegisteredHost } from './host.ts';
import { limitsOf } from '../../orchestrator/core/definition/machines.ts';
import type { RegionValue } from '../../orchestrator/core/definition/region-value.ts';
import { shortHash } from '../../orchestrator/common/hash.ts';
import { dockerLabels } from './labels.ts';
import type { Region, Stack } from './stack.ts';

/** Where the service finds its application config inside a replica. */
export const CONFIG_PATH = '/region/config.json';

/** Where the service finds the access to its config source. */
export const ACCESS_PATH = '/region/statsig.json';

/** Where the service listens inside a replica. */
const SERVICE_PORT = 8080;
/** In microseconds; Docker's own. A quota may exceed the processors of this machine, which `cpus` may not. */
const CPU_PERIOD = 100_000;

export interface ReplicaOptions {
  stack: Stack;
  region: Region;
  value: RegionValue;
  host: RegisteredHost;
}

/** A replica with its address on this machine. */
export interface Replica {
  container: Container;
  url: string;
}

/** Registers the n-th replica of a region, counted from 0. */
export function registerReplica(n: number, options: ReplicaOptions): Replica {
  const { region, value, host } = options;
  const { workspace, name: stack, image: usual } = options.stack;
  const name = `colorteller-${shortHash(workspace)}-${region.name}-${n}`;
  const port = region.port + n;
  const image = value.image ?? usual;
  const container = new Container(
    `${region.name}-${n}`,
    {
      name,
      image,
      envs: envs({
        ...value.env,
        REGION: region.name,
        PORT: String(SERVICE_PORT),
        HOST: '0.0.0.0',
        CONFIG_FILE: CONFIG_PATH,
        INSTANCE: name,
        IMAGE: image,
        ...(region.statsig === undefined
          ? {}
          : { CONFIG_SOURCE: 'statsig', STATSIG_FILE: ACCESS_PATH }),
      }),
      labels: dockerLabels({
        workspace,
        stack,
        region: region.name,
        replica: String(n),
        host: region.host,
      }),
      ports: [{ internal: SERVICE_PORT, external: port, ip: '127.0.0.1' }],
      networksAdvanced: [{ name: host.network.name, aliases: [region.name] }],
      // The image has neither a shell nor curl: the service asks itself.
      healthcheck: {
        tests: ['CMD', '/node', '/app/main.cjs', '--health'],
        interval: '10s',
        timeout: '3s',
        retries: 3,
      },
      ...limits(options),
      restart: 'unless-stopped',
      mustRun: true,
    },
    // The new one needs the port and the name of the old one.
    { provider: host.provider, deleteBeforeReplace: true, protect: region.protect === true },
  );
  return { container, url: `http://127.0.0.1:${port}` };
}

/** What the region asks of its machine. A local process has no limits, and none is claimed for it. */
function limits({ region, value }: ReplicaOptions) {
  const machine = region.host.startsWith('process:') ? undefined : region.machine;
  const { memoryMb, cpu } = limitsOf(value, machine);
  if (cpu === undefined) return { memory: memoryMb };
  return {
    memory: memoryMb,
    // Docker's own default, said: the stock provider would take it for a change.
    memorySwap: 2 * memoryMb,
    cpuPeriod: CPU_PERIOD,
    cpuQuota: Math.round(cpu * CPU_PERIOD),
  };
}

/** In the order of their names, so that the order in which a value was typed is no change. */
function envs(bag: Readonly<Record<string, string>>): string[] {
  return Object.entries(bag)
    .map(([name, value]) => `${name}=${value}`)
    .sort();
}

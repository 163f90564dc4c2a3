import { Container } from '@pulumi/docker/container.js';
import * as pulumi from '@pulumi/pulumi';
import type { RegisteredHost } from './host.ts';
import { limitsOf } from '../../orchestrator/core/definition/machines.ts';
import type { RegionValue } from '../../orchestrator/core/definition/region-value.ts';
import { shortHash } from '../../orchestrator/common/hash.ts';
import { dockerLabels } from './labels.ts';
import type { Region, Stack } from './stack.ts';
import { unitName } from './unit.ts';

/** Where the service finds its application config inside a replica. */
export const CONFIG_PATH = '/region/config.json';

/** Where the service finds the access to its config source. */
export const ACCESS_PATH = '/region/statsig.json';

/** Where a service listens inside its container. */
export const SERVICE_PORT = 8080;
/** In microseconds; Docker's own. A quota may exceed the processors of this machine, which `cpus` may not. */
const CPU_PERIOD = 100_000;

export interface ReplicaOptions {
  stack: Stack;
  region: Region;
  /** Name of the cell that it belongs to; left out: the region has none. */
  cell?: string | undefined;
  value: RegionValue;
  host: RegisteredHost;
}

/** A replica with its addresses. */
export interface Replica {
  container: Container;
  /** On this machine. */
  url: pulumi.Input<string>;
  /** For other containers of its host. */
  internalUrl: pulumi.Input<string>;
}

/** Registers the n-th replica of a region or cell, counted from 0. One of a cell gets any free port: the router has the region's. */
export function registerReplica(n: number, options: ReplicaOptions): Replica {
  const { region, cell, value, host } = options;
  const { workspace, name: stack, image: usual } = options.stack;
  // No name has a dot: `a-b` with cell `c` is not `a` with cell `b-c`.
  const unit = unitName(region, cell).replace('/', '.');
  const name = containerName(workspace, unit, n);
  const port = cell === undefined ? { external: region.port + n } : {};
  const alias = cell === undefined ? region.name : `${unit}-${n}`;
  const image = value.image ?? usual;
  const container = new Container(
    `${unitName(region, cell)}-${n}`,
    {
      name,
      image,
      envs: envs({
        ...value.env,
        REGION: region.name,
        ...(cell === undefined ? {} : { CELL: cell }),
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
        ...(cell === undefined ? {} : { cell }),
        replica: String(n),
        host: region.host,
      }),
      ports: [{ internal: SERVICE_PORT, ...port, ip: '127.0.0.1' }],
      networksAdvanced: [{ name: host.network.name, aliases: [alias] }],
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
  const url =
    cell === undefined
      ? `http://127.0.0.1:${region.port + n}`
      : pulumi.interpolate`http://127.0.0.1:${container.ports.apply((ports) => ports?.[0]?.external)}`;
  const isProcess = region.host.startsWith('process:');
  return { container, url, internalUrl: isProcess ? url : `http://${alias}:${SERVICE_PORT}` };
}

/** The name of the n-th container of a region or cell at its host. */
export function containerName(workspace: string, unit: string, n: number): string {
  return `colorteller-${shortHash(workspace)}-${unit}-${n}`;
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

import { Container } from '@pulumi/docker/container.js';
import * as pulumi from '@pulumi/pulumi';
import { SMALL_HEAP } from '../../services/router/small-heap.ts';
import { distPath } from '../../orchestrator/common/package-root.ts';
import {
  deliveryOptions,
  deliveryTo,
  type DeliveryInputs,
  type RegionDelivery,
} from './delivery.ts';
import type { RegisteredHost } from './host.ts';
import { dockerLabels } from './labels.ts';
import { containerName, type Replica, SERVICE_PORT } from './replica.ts';
import { type RegisteredReplicas, registerReplicas } from './replicas.ts';
import type { Region, Stack } from './stack.ts';

/** Where the router finds its table inside its container. */
const TABLE_PATH = '/region/table.json';

interface RegionWithCells extends NonNullable<Region['cells']> {
  region: Region;
}

/**
 * Registers the cells of a region, each with replicas and a config of its own, and the router that splits the region's traffic
 * over them. The table names no replica before it answers: it depends on them all.
 */
export function registerCells(
  { region, shardBy, cells }: RegionWithCells,
  stack: Stack,
  host: RegisteredHost,
): RegisteredReplicas[] {
  const registered = cells.map((cell) => ({
    cell,
    ...registerReplicas(
      { region, cell: cell.name, replicas: cell.replicas, ...stack.decide(region, cell.name) },
      stack,
      host,
    ),
  }));
  const replicas = registered.flatMap((of) => of.replicas);
  const router = registerRouter(region, stack, host, replicas);
  new RouterTable(
    region.name,
    {
      ...deliveryTo([router], region),
      path: TABLE_PATH,
      table: {
        shardBy,
        cells: registered.map(({ cell: { name, weight, keys }, ...of }) => ({
          ...{ name, weight, keys },
          replicas: of.replicas.map(({ internalUrl }) => internalUrl),
        })),
      },
    },
    deliveryOptions([router, ...replicas], region),
  );
  return registered;
}

/**
 * The router stands where the first replica of a region without cells stands, under the same name: each replaces the other, which
 * frees the port that both need. Whoever asks the region asks the router. It comes last, so that it finds the cells ready.
 */
function registerRouter(
  region: Region,
  stack: Stack,
  host: RegisteredHost,
  replicas: readonly Replica[],
): Pick<Replica, 'container' | 'url'> {
  const { workspace, name: stackName, image } = stack;
  const name = containerName(workspace, region.name, 0);
  const isProcess = region.host.startsWith('process:');
  const entrypoints = isProcess
    ? ['node', ...SMALL_HEAP, distPath('services/router/main.js')]
    : ['/node', ...SMALL_HEAP, '/app/router.cjs'];
  const container = new Container(
    `${region.name}-0`,
    {
      ...{ name, image, entrypoints },
      envs: [
        `HOST=0.0.0.0`,
        `INSTANCE=${name}`,
        `PORT=${SERVICE_PORT}`,
        `TABLE_FILE=${TABLE_PATH}`,
      ],
      labels: dockerLabels({ workspace, stack: stackName, region: region.name, host: region.host }),
      ports: [{ internal: SERVICE_PORT, external: region.port, ip: '127.0.0.1' }],
      networksAdvanced: [{ name: host.network.name, aliases: [region.name] }],
      healthcheck: {
        tests: ['CMD', '/node', '/app/router.cjs', '--health'],
        interval: '10s',
        timeout: '3s',
        retries: 3,
      },
      memory: ROUTER_MEMORY_MB,
      restart: 'unless-stopped',
      mustRun: true,
    },
    {
      provider: host.provider,
      dependsOn: replicas.map((replica) => replica.container),
      deleteBeforeReplace: true,
      protect: region.protect === true,
    },
  );
  return { container, url: `http://127.0.0.1:${region.port}` };
}

const ROUTER_MEMORY_MB = 128;

/** Inputs of the resource `colorteller:index:RouterTable`: how the router of a region splits its traffic. */
interface RouterTableArgs extends RegionDelivery {
  /** See services/router/table.ts. */
  table: {
    shardBy: { header: string } | null;
    cells: { name: string; weight: number; keys: readonly string[]; replicas: string[] }[];
  };
}

/** Writes a table into the router of a region and waits until it is in use. */
class RouterTable extends pulumi.CustomResource {
  constructor(
    name: string,
    args: Omit<DeliveryInputs<RouterTableArgs>, 'table'> & {
      table: {
        shardBy: { header: string } | null;
        cells: {
          name: string;
          weight: number;
          keys: readonly string[];
          replicas: pulumi.Input<string>[];
        }[];
      };
    },
    options?: pulumi.CustomResourceOptions,
  ) {
    super('colorteller:index:RouterTable', name, args, options);
  }
}

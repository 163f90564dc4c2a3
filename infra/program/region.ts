import * as docker from '@pulumi/docker';
import type { RegionOutput } from '../engine/update-event.ts';
import type { RegionDecision } from './decision-source.ts';
import { labels, shortHash, type DeployedHost } from './host.ts';
import { LABELS } from './labels.ts';
import { RegionConfig } from './region-config.ts';
import type { RegionValue } from './region-value.ts';
import type { RegionSpec, StackSpec } from './stack-spec.ts';

export interface DecidedRegion {
  region: RegionSpec;
  decision: RegionDecision;
  value: RegionValue;
}

/** Port of the service inside its container. */
const INNER_PORT = 8080;
const CONFIG_FILE = '/region/config.json';
const DEFAULT_MEMORY_MB = 256;
/** A container starts and answers in about a second; a busy machine takes many times that. */
const READY_TIMEOUT_MS = 30_000;

/** Registers a region: a container per replica, and the application config in all of them. */
export function deployRegion(
  spec: StackSpec,
  host: DeployedHost,
  decided: DecidedRegion,
): RegionOutput {
  const { region, decision, value } = decided;
  const { configVersion, release } = decision;
  const image = value.image ?? spec.image;
  const replicas = Array.from({ length: value.replicas ?? region.replicas }, (_, n) => {
    const url = `http://127.0.0.1:${region.port + n}`;
    return { url, container: deployReplica({ spec, host, decided, image }, n) };
  });
  new RegionConfig(`${region.name}-config`, {
    region: region.name,
    host: region.host,
    path: CONFIG_FILE,
    config: { color: value.color, release, configVersion },
    targets: replicas.map(({ url, container }) => ({ container: container.id, url })),
    readyTimeoutMs: READY_TIMEOUT_MS,
  });
  return {
    url: `http://127.0.0.1:${region.port}`,
    color: value.color,
    configVersion,
    release,
    image,
  };
}

interface ReplicaContext {
  spec: StackSpec;
  host: DeployedHost;
  decided: DecidedRegion;
  image: string;
}

function deployReplica(context: ReplicaContext, n: number): docker.Container {
  const { spec, host, decided, image } = context;
  const { region, value } = decided;
  const name = `colorteller-${shortHash(spec.workspace)}-${region.name}-${n}`;
  return new docker.Container(
    `${region.name}-${n}`,
    {
      name,
      image,
      envs: variables({
        ...value.env,
        REGION: region.name,
        PORT: String(INNER_PORT),
        HOST: '0.0.0.0',
        CONFIG_FILE,
        INSTANCE: name,
      }),
      labels: labels({
        [LABELS.workspace]: spec.workspace,
        [LABELS.stack]: spec.stack,
        [LABELS.region]: region.name,
        [LABELS.replica]: String(n),
        [LABELS.host]: region.host,
      }),
      ports: [{ internal: INNER_PORT, external: region.port + n, ip: '127.0.0.1' }],
      networksAdvanced: [{ name: host.network.name, aliases: [region.name] }],
      // The image has neither a shell nor curl: the service asks itself.
      healthcheck: {
        tests: ['CMD', '/node', '/app/main.cjs', '--health'],
        interval: '10s',
        timeout: '3s',
        retries: 3,
      },
      restart: 'unless-stopped',
      memory: value.memoryMb ?? DEFAULT_MEMORY_MB,
      mustRun: true,
    },
    // The old container must free its port before the new one can take it.
    { provider: host.provider, deleteBeforeReplace: true },
  );
}

function variables(env: Readonly<Record<string, string>>): string[] {
  return Object.entries(env).map(([name, value]) => `${name}=${value}`);
}

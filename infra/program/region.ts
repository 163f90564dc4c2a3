import type { RegionDecision } from './decision-source.ts';
import type { RegisteredHost } from './host.ts';
import { RegionConfig } from './region-config.ts';
import type { RegionValue } from './region-value.ts';
import { CONFIG_PATH, registerReplica } from './replica.ts';
import type { RegionSpec, StackSpec } from './stack-spec.ts';

/** Longest that the replicas of a region may take until all answer a new config. */
const READY_TIMEOUT_MS = 30_000;

/** A region with what was decided for it. */
export interface DecidedRegion {
  region: RegionSpec;
  decision: RegionDecision;
  value: RegionValue;
}

/** What the stack tells of a region. */
export interface RegionOutputs {
  /** Address of the first replica. */
  url: string;
  color: string;
  configVersion: number;
  release: string | null;
  image: string;
}

/** Registers the replicas of a region and the config in them. */
export function registerRegion(
  { region, decision, value }: DecidedRegion,
  spec: StackSpec,
  host: RegisteredHost,
): RegionOutputs {
  const { configVersion, release } = decision;
  const count = value.replicas ?? region.replicas;
  const replicas = Array.from({ length: count }, (_, n) =>
    registerReplica(n, { spec, region, value, host }),
  );
  new RegionConfig(
    region.name,
    {
      region: region.name,
      host: region.host,
      path: CONFIG_PATH,
      config: { color: value.color, release, configVersion },
      targets: replicas.map(({ container, url }) => ({ container: container.id, url })),
      readyTimeoutMs: READY_TIMEOUT_MS,
    },
    { dependsOn: replicas.map(({ container }) => container) },
  );
  const image = value.image ?? spec.image;
  const url = `http://127.0.0.1:${region.port}`;
  return { url, color: value.color, configVersion, release, image };
}

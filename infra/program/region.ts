import { monthly, type MachineCost } from '../../orchestrator/core/definition/machines.ts';
import { MACHINE_TYPE } from './region-of.ts';
import type { RegisteredHost } from './host.ts';
import type { SecretReference } from '../provider/secrets.ts';
import { secretReference } from './secret-reference.ts';
import { ACCESS_PATH, CONFIG_PATH, registerReplica } from './replica.ts';
import type { Decision, Region, RegionOutputs, Stack } from './stack.ts';
import * as pulumi from '@pulumi/pulumi';

/** Longest that the replicas of a region may take until all answer a new config. */
const READY_TIMEOUT_MS = 30_000;

/** A region with what was decided for it. */
export interface DecidedRegion extends Decision {
  region: Region;
}

/** Registers the replicas of a region, and their config or the access to its source. */
export function registerRegion(
  { region, value, settings, secrets, configVersion, release }: DecidedRegion,
  stack: Stack,
  host: RegisteredHost,
): RegionOutputs {
  const count = value.replicas ?? region.replicas;
  const replicas = Array.from({ length: count }, (_, n) =>
    registerReplica(n, { stack, region, value, host }),
  );
  if (region.machine !== undefined) {
    const { choice } = region.machine;
    new Machine(region.name, { ...choice, replicas: count, usdPerMonth: monthly(choice, count) });
  }
  const delivery = {
    region: region.name,
    host: region.host,
    targets: replicas.map(({ container, url }) => ({ container: container.id, url })),
    readyTimeoutMs: READY_TIMEOUT_MS,
  };
  const options = {
    dependsOn: replicas.map(({ container }) => container),
    protect: region.protect === true,
  };
  const outputs = {
    url: `http://127.0.0.1:${region.port}`,
    image: value.image ?? stack.image,
  };
  if (region.statsig !== undefined) {
    const { environment, custom } = region;
    const access = { ...region.statsig, environment, custom };
    new RegionAccess(region.name, { ...delivery, path: ACCESS_PATH, access }, options);
    return outputs;
  }
  const served = { color: value.color, release, configVersion };
  const config = { ...settings, ...served };
  const references = secrets.map((source) =>
    secretReference(source, region.environment, stack.workspace),
  );
  new RegionConfig(
    region.name,
    {
      ...{ ...delivery, path: CONFIG_PATH, config },
      ...(references.length === 0 ? {} : { secrets: references }),
    },
    options,
  );
  return outputs;
}

/**
 * The machine that was chosen for a region, and its cost. Nothing stands behind it, so that a change of a price or of the
 * choice shows in a plan and touches no container.
 */
class Machine extends pulumi.ComponentResource {
  constructor(name: string, args: Omit<MachineCost, 'region' | 'fitting'>) {
    super(MACHINE_TYPE, name, args);
  }
}

/**
 * Inputs of the resource `colorteller:index:RegionAccess`: where the replicas of a region get their config. The server
 * key itself is none of them, so that no engine's state holds it: the provider knows it, and compares it by its hash.
 */
interface RegionAccessArgs extends RegionDelivery {
  access: {
    api: string | null;
    keyHash: string;
    environment: string;
    custom: Readonly<Record<string, string>>;
  };
}

/** Configures the config source of a region's replicas, and waits until each serves its answer. */
class RegionAccess extends pulumi.CustomResource {
  constructor(
    name: string,
    args: DeliveryInputs<RegionAccessArgs>,
    options?: pulumi.CustomResourceOptions,
  ) {
    super('colorteller:index:RegionAccess', name, args, options);
  }
}

/** One replica that receives the application config. */
export interface RegionConfigTarget {
  /** Id of the container (or process) to write into. */
  container: string;
  /** Where it answers from this machine, such as `http://127.0.0.1:4401`. */
  url: string;
}

/** What every resource has that delivers a document into the running replicas of a region, without a restart. */
export interface RegionDelivery {
  region: string;
  /** Docker host that holds the replicas (`unix://…`, `tcp://…`, `ssh://…`), or `process://FOLDER`. */
  host: string;
  /** Absolute path of the file inside each replica. */
  path: string;
  targets: RegionConfigTarget[];
  /** Deadline for every replica to answer accordingly, in milliseconds. */
  readyTimeoutMs: number;
}

/** Inputs of the resource `colorteller:index:RegionConfig`: the application config of one region. */
interface RegionConfigArgs extends RegionDelivery {
  /** The document to write, see services/colorteller/wire.ts. */
  config: { color: string; release: string | null; configVersion: number };
  /** What its texts stand for. */
  secrets?: SecretReference[];
}

type Inputs<T> = { [K in keyof T]: pulumi.Input<T[K]> };

/** The inputs as a program gives them: any part may still be unknown. */
type DeliveryInputs<Args extends RegionDelivery> = Omit<Inputs<Args>, 'targets'> & {
  targets: pulumi.Input<Inputs<RegionConfigTarget>[]>;
};

/** Writes a region's application config into its replicas and waits until each answers with it. */
class RegionConfig extends pulumi.CustomResource {
  constructor(
    name: string,
    args: DeliveryInputs<RegionConfigArgs>,
    options?: pulumi.CustomResourceOptions,
  ) {
    super('colorteller:index:RegionConfig', name, args, options);
  }
}

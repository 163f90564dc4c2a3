import * as pulumi from '@pulumi/pulumi';
import type { SecretReference } from '../provider/secrets.ts';
import {
  type DeliveryInputs,
  deliveryOptions,
  deliveryTo,
  type RegionDelivery,
} from './delivery.ts';
import type { RegisteredHost } from './host.ts';
import { ACCESS_PATH, CONFIG_PATH, registerReplica, type Replica } from './replica.ts';
import { secretReference } from './secret-reference.ts';
import type { Decision, Region, Stack } from './stack.ts';
import { customOf, unitName } from './unit.ts';

/** The replicas of a region or of one cell, with what was decided for them. */
export interface DecidedReplicas extends Decision {
  region: Region;
  /** Name of the cell; left out: the region has none. */
  cell?: string;
  /** How many, unless the decision says otherwise. */
  replicas: number;
}

/** What was registered of a region or cell. */
export interface RegisteredReplicas {
  replicas: Replica[];
  image: string;
}

/** Registers the replicas of a region or cell, and their config or the access to its source. */
export function registerReplicas(
  { region, cell, replicas: usual, ...decision }: DecidedReplicas,
  stack: Stack,
  host: RegisteredHost,
): RegisteredReplicas {
  const { value, settings, secrets, configVersion, release } = decision;
  const replicas = Array.from({ length: value.replicas ?? usual }, (_, n) =>
    registerReplica(n, { stack, region, cell, value, host }),
  );
  const registered = { replicas, image: value.image ?? stack.image };
  const name = unitName(region, cell);
  const delivery = { ...deliveryTo(replicas, region), region: name };
  const options = deliveryOptions(replicas, region);
  if (region.statsig !== undefined) {
    const { environment } = region;
    const custom = customOf(region, cell);
    const access = { ...region.statsig, environment, custom };
    new RegionAccess(name, { ...delivery, path: ACCESS_PATH, access }, options);
    return registered;
  }
  const featureRules = region.features?.[name];
  const config = {
    ...{ ...settings, color: value.color, release, configVersion },
    ...(featureRules === undefined ? {} : { featureRules }),
  };
  const references = secrets.map((source) =>
    secretReference(source, region.environment, stack.workspace),
  );
  new RegionConfig(
    name,
    {
      ...{ ...delivery, path: CONFIG_PATH, config },
      ...(references.length === 0 ? {} : { secrets: references }),
    },
    options,
  );
  return registered;
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

/** Inputs of the resource `colorteller:index:RegionConfig`: the application config of one region. */
interface RegionConfigArgs extends RegionDelivery {
  /** The document to write, see services/colorteller/wire.ts. */
  config: { color: string; release: string | null; configVersion: number; featureRules?: string };
  /** What its texts stand for. */
  secrets?: SecretReference[];
}

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

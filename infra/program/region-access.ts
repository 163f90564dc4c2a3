import * as pulumi from '@pulumi/pulumi';
import type { DeliveryInputs, RegionDelivery } from './region-config.ts';

/**
 * Inputs of the resource `colorteller:index:RegionAccess`: where the replicas of a region get their config. The server
 * key itself is none of them, so that no engine's state holds it: the provider knows it, and compares it by its hash.
 */
export interface RegionAccessArgs extends RegionDelivery {
  access: {
    api: string | null;
    keyHash: string;
    environment: string;
    custom: Readonly<Record<string, string>>;
  };
}

/** Configures the config source of a region's replicas, and waits until each serves its answer. */
export class RegionAccess extends pulumi.CustomResource {
  constructor(
    name: string,
    args: DeliveryInputs<RegionAccessArgs>,
    options?: pulumi.CustomResourceOptions,
  ) {
    super('colorteller:index:RegionAccess', name, args, options);
  }
}

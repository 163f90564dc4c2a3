import * as pulumi from '@pulumi/pulumi';

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
export interface RegionConfigArgs extends RegionDelivery {
  /** The document to write, see services/colorteller/wire.ts. */
  config: { color: string; release: string | null; configVersion: number };
}

type Inputs<T> = { [K in keyof T]: pulumi.Input<T[K]> };

/** The inputs as a program gives them: any part may still be unknown. */
export type DeliveryInputs<Args extends RegionDelivery> = Omit<Inputs<Args>, 'targets'> & {
  targets: pulumi.Input<Inputs<RegionConfigTarget>[]>;
};

/** Writes a region's application config into its replicas and waits until each answers with it. */
export class RegionConfig extends pulumi.CustomResource {
  constructor(
    name: string,
    args: DeliveryInputs<RegionConfigArgs>,
    options?: pulumi.CustomResourceOptions,
  ) {
    super('colorteller:index:RegionConfig', name, args, options);
  }
}

import * as pulumi from '@pulumi/pulumi';

/** One replica that receives the application config. */
export interface RegionConfigTarget {
  /** Id of the container (or process) to write into. */
  container: string;
  /** Where it answers from this machine, such as `http://127.0.0.1:4401`. */
  url: string;
}

/**
 * Inputs of the resource `colorteller:index:RegionConfig`: the application config of one region,
 * delivered into its running replicas without a restart.
 */
export interface RegionConfigArgs {
  region: string;
  /** Docker host that holds the replicas (`unix://…`, `tcp://…`, `ssh://…`), or `process://FOLDER`. */
  host: string;
  /** Absolute path of the config file inside each replica. */
  path: string;
  /** The document to write, see services/colorteller/wire.ts. */
  config: { color: string; release: string | null; configVersion: number };
  targets: RegionConfigTarget[];
  /** Deadline for every replica to answer this config version, in milliseconds. */
  readyTimeoutMs: number;
}

type Inputs<T> = { [K in keyof T]: pulumi.Input<T[K]> };

/** The inputs as a program gives them: any part may still be unknown. */
export type RegionConfigInputs = Omit<Inputs<RegionConfigArgs>, 'targets'> & {
  targets: pulumi.Input<Inputs<RegionConfigTarget>[]>;
};

/** Writes a region's application config into its replicas and waits until each answers with it. */
export class RegionConfig extends pulumi.CustomResource {
  constructor(name: string, args: RegionConfigInputs, options?: pulumi.CustomResourceOptions) {
    super('colorteller:index:RegionConfig', name, args, options);
  }
}

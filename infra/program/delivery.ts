import type * as pulumi from '@pulumi/pulumi';
import type { Replica } from './replica.ts';
import type { Region } from './stack.ts';

/** Longest that the replicas of a region may take until all answer a new config. */
const READY_TIMEOUT_MS = 30_000;

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

type Inputs<T> = { [K in keyof T]: pulumi.Input<T[K]> };

/** The inputs as a program gives them: any part may still be unknown. */
export type DeliveryInputs<Args extends RegionDelivery> = Omit<Inputs<Args>, 'targets'> & {
  targets: pulumi.Input<Inputs<RegionConfigTarget>[]>;
};

/** Where a document goes: into these containers of a region. */
export function deliveryTo(
  replicas: readonly Pick<Replica, 'container' | 'url'>[],
  { name, host }: Region,
) {
  return {
    region: name,
    host,
    targets: replicas.map(({ container, url }) => ({ container: container.id, url })),
    readyTimeoutMs: READY_TIMEOUT_MS,
  };
}

export function deliveryOptions(
  replicas: readonly Pick<Replica, 'container'>[],
  { protect }: Region,
): pulumi.CustomResourceOptions {
  return { dependsOn: replicas.map(({ container }) => container), protect: protect === true };
}

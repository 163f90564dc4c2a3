export type Operation = 'same' | 'create' | 'update' | 'replace' | 'delete' | 'read';

/** What a type of resource is called in a sentence: `Container` of `docker:index/container:Container`. */
export function kindOf(type: string): string {
  return type.split(':').at(-1) ?? type;
}

/** What happens to one resource in an update or a preview. */
export interface ResourceChange {
  urn: string;
  /** Such as `docker:index/container:Container`. */
  type: string;
  name: string;
  operation: Operation;
  /** Properties that differ, for update and replace. */
  properties: readonly string[];
}

/** One step of a running update. `failed` carries the provider's own message. */
export type UpdateEvent =
  | { kind: 'started'; change: ResourceChange }
  | { kind: 'finished'; change: ResourceChange }
  | { kind: 'failed'; change: ResourceChange; message: string }
  | { kind: 'log'; severity: 'info' | 'warning' | 'error'; message: string };

/** Outputs of the stack: `regions` keyed by region name. */
export interface StackOutputs {
  regions: Record<string, RegionOutput>;
}

export interface RegionOutput {
  url: string;
  image: string;
  /** The config that was delivered; absent where the region asks for it itself. */
  color?: string;
  configVersion?: number;
  release?: string | null;
}

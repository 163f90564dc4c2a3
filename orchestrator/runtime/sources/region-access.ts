import type { RegionSpec } from '../../ports/stack-spec.ts';
import type { ConfigSource, Definition, Region } from '../../core/definition/definition.ts';
import { keyHash } from '../../common/hash.ts';

export interface RegionAccessOptions {
  /** Overrides the config source of every region; null: the workspace file decides. */
  configSource: ConfigSource | null;
  /** A server key of the real Statsig service; null: regions use our control plane. */
  statsigServerKey: string | null;
  /** A server key of our control plane. */
  ownServerKey: string;
  /** Where a region that names no Docker host is deployed. */
  defaultHost: string;
}

/** How regions get their config. */
export interface RegionAccess {
  sourceOf: (region: Region) => ConfigSource;
  /** Hosts of the regions that fetch their config from our control plane. */
  hostsOf: (definition: Definition) => string[];
  /**
   * The settings of a region that fetches its config itself; undefined for one that does not.
   * @param urlFor gives the address of our control plane, as regions on a host reach it.
   */
  statsigOf: (
    region: Region,
    host: string,
    urlFor: (host: string) => string,
  ) => RegionSpec['statsig'];
}

export function regionAccess(options: RegionAccessOptions): RegionAccess {
  const { statsigServerKey, ownServerKey } = options;
  const sourceOf = (region: Region) => options.configSource ?? region.configSource ?? 'file';
  return {
    sourceOf,
    hostsOf: ({ regions }) =>
      regions
        .filter((region) => statsigServerKey === null && sourceOf(region) === 'statsig')
        .map(({ dockerHost }) => dockerHost ?? options.defaultHost),
    statsigOf: (region, host, urlFor) => {
      if (sourceOf(region) === 'file') return undefined;
      const isReal = statsigServerKey !== null;
      return {
        api: isReal ? null : urlFor(host),
        keyHash: keyHash(isReal ? statsigServerKey : ownServerKey),
      };
    },
  };
}

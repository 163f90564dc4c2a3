import type { Region } from '../../core/definition/definition.ts';

/** Tracks which hosts have the image of the service: an edit may add hosts at run time. */
export interface HostImages {
  /**
   * Ensures that these hosts have it; a host is checked once. Resolves to whether any lacked it.
   * @param regions of the workspace, so that an error can name those on its host.
   * @throws AppError what `build` throws. The next call tries the hosts again.
   */
  prepare(hosts: readonly string[], regions: readonly Region[]): Promise<boolean>;
  /** The name of the image. */
  image(): string;
  /** Every host that was ever passed. */
  hosts(): string[];
}

/** @param build ensures that hosts have the image, and returns its name. */
export function createHostImages(
  build: (hosts: readonly string[], regions: readonly Region[]) => Promise<string>,
): HostImages {
  const named = new Set<string>();
  const ready = new Set<string>();
  let image = '';
  return {
    prepare: async (hosts, regions) => {
      hosts.forEach((host) => named.add(host));
      const fresh = hosts.filter((host) => !ready.has(host));
      if (fresh.length === 0) return false;
      const built = await build(fresh, regions);
      fresh.forEach((host) => ready.add(host));
      image = image === '' || fresh.some(hasImages) ? built : image;
      return true;
    },
    image: () => image,
    hosts: () => [...named],
  };
}

/** Local processes have no image; their placeholder does not replace a real one. */
function hasImages(host: string): boolean {
  return !host.startsWith('process:');
}

import type { Region } from '../../core/definition/definition.ts';

/** Which hosts have the image of the service: regions may come to further ones while everything runs. */
export interface HostImages {
  /**
   * Makes sure that these have it; those that do are not asked again. Resolves to whether any did not.
   * @param regions of the workspace, so that an error can name those on its host.
   * @throws AppError what `build` throws. The hosts are tried again the next time.
   */
  prepare(hosts: readonly string[], regions: readonly Region[]): Promise<boolean>;
  /** What the image is called. */
  image(): string;
  /** Every host that was ever named. */
  hosts(): string[];
}

/** @param build makes sure that hosts have the image, and returns its name. */
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

/** Local processes have no image, and what stands for one does not take the place of a real one. */
function hasImages(host: string): boolean {
  return !host.startsWith('process:');
}

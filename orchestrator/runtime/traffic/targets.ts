import type { Definition, Region } from '../../core/definition/definition.ts';
import { replicaUrls } from '../observation/observer.ts';
import { isLoopback } from '../../common/loopback.ts';

/** A replica of a region. */
export interface Target {
  region: string;
  url: string;
}

/** Where requests go. */
export interface Targets {
  /** Takes the regions in turn, and the replicas of each in turn; undefined where none is eligible. */
  next(isEligible: (region: string) => boolean): Target | undefined;
  /** Regions on other machines: our traffic does not leave this machine. */
  skipped: readonly string[];
}

/** @param defaultHost where a region that names no Docker host runs. */
export function targetsOf({ regions }: Pick<Definition, 'regions'>, defaultHost: string): Targets {
  const isHere = ({ dockerHost }: Region) => isThisMachine(dockerHost ?? defaultHost);
  const here = regions.filter(isHere).map((region) => ({
    region: region.name,
    urls: replicaUrls(region),
  }));
  let turn = 0;
  return {
    next: (isEligible) => {
      for (let tries = 0; tries < here.length; tries++) {
        const place = here[turn % here.length];
        const round = Math.floor(turn / here.length);
        turn += 1;
        const url = place?.urls[round % place.urls.length];
        if (place === undefined || url === undefined || !isEligible(place.region)) continue;
        return { region: place.region, url };
      }
      return undefined;
    },
    skipped: regions.filter((region) => !isHere(region)).map(({ name }) => name),
  };
}

/** A socket or folder of this machine, or a daemon at its loopback. */
function isThisMachine(host: string): boolean {
  if (!/^(?:tcp|ssh):/.test(host)) return true;
  return URL.canParse(host) && isLoopback(new URL(host).hostname.replace(/^\[|\]$/g, ''));
}

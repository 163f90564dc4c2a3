import { firstNames } from './first-names.ts';
import type { Definition } from './definition.ts';

/** What is deployed and would be no more: by name, in the order of the definition before. */
export interface Deletions {
  /** Regions that are gone, or moved to another stack, which deletes and creates them. */
  regions: readonly string[];
  stacks: readonly string[];
  /** Of a program of the user's, as `Container us-west1`; left out: none. */
  resources?: readonly string[];
}

/** What a definition deletes that takes the place of another. Replicas of a region that stays are none of it. */
export function deletionsOf(before: Definition, after: Definition): Deletions {
  const stacks = new Set(after.stacks.map(({ name }) => name));
  const stackBefore = stackByRegion(before);
  const stackAfter = stackByRegion(after);
  const names = before.regions.map(({ name }) => name);
  return {
    regions: names.filter((name) => stackAfter.get(name) !== stackBefore.get(name)),
    stacks: before.stacks.map(({ name }) => name).filter((name) => !stacks.has(name)),
  };
}

function stackByRegion({ stacks }: Definition): Map<string, string> {
  return new Map(stacks.flatMap(({ name, regions }) => regions.map((region) => [region, name])));
}

/** `region asia-east1 and stack asia` of deletions; undefined where there are none. */
export function deletionsText({ regions, stacks, resources = [] }: Deletions): string | undefined {
  const parts = [named('region', regions), named('stack', stacks), named('resource', resources)];
  const present = parts.filter((text) => text !== '');
  return present.length === 0 ? undefined : present.join(' and ');
}

/** Of many, the first ones stand for all. */
const MOST_NAMES = 5;

function named(kind: string, names: readonly string[]): string {
  if (names.length === 0) return '';
  return `${kind}${names.length === 1 ? '' : 's'} ${firstNames(names, MOST_NAMES)}`;
}

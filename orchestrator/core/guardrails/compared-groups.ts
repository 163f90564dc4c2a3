import { regionOf, type Subject } from '../definition/cells.ts';

/** Names of regions, or of cells of them. */
export interface ComparedGroups {
  /** They run the new version. */
  fresh: readonly string[];
  /** They run the old version at the same time; none: nothing does that can be compared. */
  old: readonly string[];
}

type Place = Pick<Subject, 'name' | 'environment'>;

/**
 * Who is compared with whom: in each region that runs both versions its cells with one another, as nothing else differs
 * between them; where no region does, the regions of each environment that runs both.
 * @param released names of those that run the new version.
 */
export function comparedGroups(
  places: readonly Place[],
  released: ReadonlySet<string>,
): ComparedGroups {
  const fresh = places.filter(({ name }) => released.has(name));
  const old = places.filter(({ name }) => !released.has(name));
  const sharing = (keyOf: (place: Place) => string): ComparedGroups => ({
    fresh: alike(fresh, old, keyOf),
    old: alike(old, fresh, keyOf),
  });
  const withinRegions = sharing(({ name }) => regionOf(name));
  if (withinRegions.old.length > 0) return withinRegions;
  const withinEnvironments = sharing(({ environment }) => environment);
  if (withinEnvironments.old.length > 0) return withinEnvironments;
  return { fresh: [...released], old: [] };
}

/** The names of the places that share a key with one of the others. */
function alike(
  places: readonly Place[],
  others: readonly Place[],
  keyOf: (place: Place) => string,
): string[] {
  const keys = new Set(others.map(keyOf));
  return places.filter((place) => keys.has(keyOf(place))).map(({ name }) => name);
}

import type { Region } from './definition.ts';

/** Separates the region from the cell in the name of a cell; no name of a region has it. */
const SEPARATOR = '/';

/** The name of a cell everywhere outside of its region, and the userID that it asks with: `us-west1/canary`. */
export function cellName(region: string, cell: string): string {
  return `${region}${SEPARATOR}${cell}`;
}

/** The region that a name is of, be it the name of a region or of a cell. */
export function regionOf(name: string): string {
  return name.split(SEPARATOR, 1)[0] ?? name;
}

/** `cell "us-west1/canary"` or `region "us-west1"`. */
export function subjectText(name: string): string {
  return `${name.includes(SEPARATOR) ? 'cell' : 'region'} "${name}"`;
}

const subjects = new WeakMap<readonly Region[], readonly Region[]>();

/**
 * Those that a decision is made for: each region, or in its place each of its cells. A cell is as its region, with a name
 * and a custom field of its own; so whatever goes over regions goes over cells. Without cells it is the same list.
 */
export function subjectsOf(regions: readonly Region[]): readonly Region[] {
  if (regions.every(({ cells }) => cells === undefined)) return regions;
  const cached = subjects.get(regions);
  if (cached !== undefined) return cached;
  const found = regions.flatMap(asSubjects);
  subjects.set(regions, found);
  return found;
}

/** As {@link subjectsOf}, of one region. */
export function asSubjects(region: Region): readonly Region[] {
  const { cells, shardBy: _, ...rest } = region;
  if (cells === undefined) return [region];
  return cells.map(({ name: cell }) => ({
    ...rest,
    name: cellName(region.name, cell),
    custom: { ...region.custom, cell },
  }));
}

/** Each region, and each cell besides: those that the state has a status of. */
export function withCells(regions: readonly Region[]): readonly Region[] {
  return regions.flatMap((region) =>
    region.cells === undefined ? [region] : [region, ...asSubjects(region)],
  );
}

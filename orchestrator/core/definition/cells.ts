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

/** Of how many regions names are: those of a region's cells are of one. */
export function regionCount(names: readonly string[]): number {
  return new Set(names.map(regionOf)).size;
}

/** `2 regions`, and `2 regions, 6 cells` where regions have cells. */
export function regionCountText(names: readonly string[]): string {
  const cells = names.filter((name) => cellOf(name) !== undefined).length;
  const regions = regionCount(names);
  const text = `${regions} ${regions === 1 ? 'region' : 'regions'}`;
  return cells === 0 ? text : `${text}, ${cells} ${cells === 1 ? 'cell' : 'cells'}`;
}

/** `cell "us-west1/canary"` or `region "us-west1"`. */
export function subjectText(name: string): string {
  return `${name.includes(SEPARATOR) ? 'cell' : 'region'} "${name}"`;
}

/** The cell of a region that a name is of; undefined for the name of a region. */
export function cellOf(name: string): string | undefined {
  return name.split(SEPARATOR, 2)[1];
}

/** A region without cells, or one of its cells. */
export interface Subject extends Omit<Region, 'cells' | 'shardBy'> {
  /** Left out: it is a region. */
  cell?: {
    name: string;
    region: string;
    /** Of the region's traffic that no key places, 0 to 1. */
    share: number;
    /** What chooses the cell of a request first; left out: its user. */
    shardBy?: { header: string };
  };
}

const subjects = new WeakMap<readonly Region[], readonly Subject[]>();

/**
 * Those that a decision is made for: each region, or in its place each of its cells. A cell is as its region, with a name
 * and a custom field of its own; so whatever goes over regions goes over cells. Without cells it is the same list.
 */
export function subjectsOf(regions: readonly Region[]): readonly Subject[] {
  if (regions.every(({ cells }) => cells === undefined)) return regions;
  const cached = subjects.get(regions);
  if (cached !== undefined) return cached;
  const found = regions.flatMap(asSubjects);
  subjects.set(regions, found);
  return found;
}

/** As {@link subjectsOf}, of one region. */
export function asSubjects(region: Region): readonly Subject[] {
  const { cells, shardBy, ...rest } = region;
  if (cells === undefined) return [region];
  const total = cells.reduce((sum, { weight = 0 }) => sum + weight, 0);
  return cells.map(({ name, weight = 0 }) => ({
    ...rest,
    name: cellName(region.name, name),
    custom: { ...region.custom, cell: name },
    cell: {
      ...{ name, region: region.name, share: total === 0 ? 0 : weight / total },
      ...(shardBy !== undefined && { shardBy }),
    },
  }));
}

/** Each region, and each cell besides: those that the state has a status of. */
export function withCells(regions: readonly Region[]): readonly Region[] {
  return regions.flatMap((region) =>
    region.cells === undefined ? [region] : [region, ...asSubjects(region)],
  );
}

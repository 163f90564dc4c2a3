import type { RegionView } from './state-view.ts';

/** A region that has cells, with them. */
export interface RegionGroup {
  name: string;
  /** Where its router answers. */
  url: string;
  cells: readonly CellView[];
}

export type CellView = RegionView & { cell: NonNullable<RegionView['cell']> };

/** The regions that have cells, and the regions without, in their order. */
export function groupCells(regions: readonly RegionView[]): (RegionView | RegionGroup)[] {
  const groups = new Map<string, RegionGroup & { cells: CellView[] }>();
  return regions.flatMap((region): (RegionView | RegionGroup)[] => {
    const { cell, url } = region;
    if (cell === undefined) return [region];
    const present = groups.get(cell.region);
    present?.cells.push({ ...region, cell });
    if (present !== undefined) return [];
    const group = { name: cell.region, url: originOf(url), cells: [{ ...region, cell }] };
    groups.set(cell.region, group);
    return [group];
  });
}

export function isGroup(region: RegionView | RegionGroup): region is RegionGroup {
  return 'cells' in region;
}

/** What share of the requests of a region, or of all regions alike, gets which colour; the largest first; null: no answer. A region without cells is 1. */
export function sharesOf(
  cells: readonly Pick<RegionView, 'answered' | 'cell'>[],
): { color: string | null; share: number }[] {
  const shares = new Map<string | null, number>();
  for (const { answered, cell } of cells) {
    const color = answered?.color ?? null;
    shares.set(color, (shares.get(color) ?? 0) + (cell?.share ?? 1));
  }
  return [...shares].map(([color, share]) => ({ color, share })).sort((a, b) => b.share - a.share);
}

/** `5 %`; of a share that is no whole percentage, one digit more. */
export function percentText(share: number): string {
  const percent = share * 100;
  return `${Number(percent.toFixed(Number.isInteger(Number(percent.toFixed(6))) ? 0 : 1))} %`;
}

/** The share of a cell; one without gets only the requests whose key is pinned to it. */
export function shareText({ cell }: Pick<RegionView, 'cell'>): string {
  return cell?.share === 0 ? 'pinned keys' : percentText(cell?.share ?? 1);
}

/** The address of a region by that of a cell, which its router serves. */
export function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : url;
}

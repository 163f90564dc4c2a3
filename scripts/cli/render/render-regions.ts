import { formatDuration } from '../../../orchestrator/core/definition/duration.ts';
import type { RegionView, StateView } from '../../../orchestrator/control-plane/view/state-view.ts';
import { regionCountText } from '../../../orchestrator/core/definition/cells.ts';
import stringWidth from 'fast-string-width';
import { pad, type Branch } from './layout.ts';
import {
  groupCells,
  isGroup,
  percentText,
  sharesOf,
  type CellView,
  type RegionGroup,
} from '../../../orchestrator/control-plane/view/region-groups.ts';
import { colorChip } from './color-chip.ts';
import type { Paint } from './paint.ts';

/** From so many regions on, each phase shows counts instead. */
const MANY = 60;
const SHOWN_NAMES = 5;

/** Regions with their colours and containers, one by one, or counted where there are many. */
export function renderRegions(
  paint: Paint,
  regions: readonly RegionView[],
  { regions: all, nowMs }: Pick<StateView, 'regions' | 'nowMs'>,
): Branch[] {
  if (regions.length === 0) return [];
  if (all.length >= MANY) return [{ lines: countLines(paint, regions) }];
  const groups = groupCells(regions);
  const isAlone = (group: RegionView | RegionGroup) => isGroup(group) && group.cells.length === 1;
  const width = Math.max(...regions.map(({ name }) => stringWidth(name)));
  return groups.map((group) => {
    if (!isGroup(group)) return regionBranch(paint, group, { width, nowMs });
    const cells = group.cells.map((cell) => cellBranch(paint, cell, { width, nowMs }));
    const [only] = cells;
    return isAlone(group) && only !== undefined
      ? only
      : { lines: [groupLine(paint, group, width)], below: cells };
  });
}

/** `us-west1  ■ blue 95 %, ■ purple 5 %`: what its requests get, with its address. */
export function groupLine(paint: Paint, { name, url, cells }: RegionGroup, width: number): string {
  const shares = sharesOf(cells).map(({ color, share }) => {
    const shown = color === null ? 'no answer' : colorChip(paint, color);
    return `${shown} ${percentText(share)}`;
  });
  return `${pad(name, width)}  ${shares.join(', ')}  ${paint('dim', url)}`;
}

function cellBranch(
  paint: Paint,
  region: CellView,
  { width, nowMs }: { width: number; nowMs: number },
): Branch {
  const share = `of ${percentText(region.cell.share)}`;
  return {
    lines: [
      `${headOf(paint, region, width)}  ${paint('dim', share)}`,
      ...notesOf(paint, region, nowMs),
    ],
  };
}

function headOf(paint: Paint, { name, answered, isSettled }: RegionView, width: number): string {
  const glyph = answered === null ? '✖' : isSettled ? '✔' : '↻';
  const shown = answered === null ? 'no answer' : colorChip(paint, answered.color);
  const version = answered === null ? '' : ` v${answered.configVersion}`;
  return `${glyph} ${pad(name, width)}  ${shown}${version}`;
}

function notesOf(paint: Paint, region: RegionView, nowMs: number): string[] {
  return [
    ...(region.isSettled ? [] : [paint('yellow', truth(region, nowMs))]),
    ...staleness(region).map((line) => paint('yellow', line)),
  ];
}

function regionBranch(
  paint: Paint,
  region: RegionView,
  { width, nowMs }: { width: number; nowMs: number },
): Branch {
  const { urls } = region;
  const head = headOf(paint, region, width);
  const [url, ...others] = urls;
  return {
    lines: [
      others.length === 0 ? `${head}  ${paint('dim', url ?? '')}` : head,
      ...notesOf(paint, region, nowMs),
    ],
    below: others.length === 0 ? [] : urls.map((address) => ({ lines: [paint('dim', address)] })),
  };
}

/** Decided, applied and answered are shown only where they differ. */
function truth(region: RegionView, nowMs: number): string {
  const { decided, applied, answered, problem, wrongSinceMs } = region;
  const requested = `decided ${colorOf(decided?.value['color'])} v${decided?.configVersion ?? '?'}`;
  const given =
    applied === null ? 'not applied' : `applied ${applied.color} v${applied.configVersion}`;
  const answer =
    answered === null
      ? (problem ?? 'no response yet')
      : `answers ${answered.color} v${answered.configVersion}`;
  const wrong =
    wrongSinceMs === null ? '' : ` for ${formatDuration(Math.max(0, nowMs - wrongSinceMs))}`;
  return `${requested}, ${given}, ${answer}${wrong}`;
}

/** A region that asks its source itself keeps its last good config. */
function staleness({ answered }: RegionView): string[] {
  return answered?.staleSince === undefined
    ? []
    : [`its source cannot be reached since ${answered.staleSince}`];
}

function colorOf(value: unknown): string {
  return typeof value === 'string' ? value : '?';
}

/** How many regions answer which colour: `1 ■ purple, 2 ■ blue`. */
export function countColors(paint: Paint, regions: readonly RegionView[]): string {
  const counts = new Map<string | null, number>();
  for (const { answered } of regions) {
    const color = answered?.color ?? null;
    counts.set(color, (counts.get(color) ?? 0) + 1);
  }
  return [...counts]
    .map(([color, count]) =>
      color === null ? `${count} ✖ no answer` : `${count} ${colorChip(paint, color)}`,
    )
    .join(', ');
}

function countLines(paint: Paint, regions: readonly RegionView[]): string[] {
  const onTheWay = regions.filter(({ isSettled }) => !isSettled).map(({ name }) => name);
  const names = onTheWay.slice(0, SHOWN_NAMES).join(', ');
  const more = onTheWay.length > SHOWN_NAMES ? ', …' : '';
  return [
    `${regionCountText(regions.map(({ name }) => name))}: ${countColors(paint, regions)}`,
    ...(onTheWay.length === 0
      ? []
      : [paint('yellow', `↻ ${onTheWay.length} not settled: ${names}${more}`)]),
  ];
}

/** A cell of the mosaic, in pixels. */
export interface Cell {
  x: number;
  y: number;
  wide: number;
  tall: number;
}

/** A block of the mosaic: the cells of a phase, column by column. */
export interface Block {
  x: number;
  wide: number;
  cells: readonly Cell[];
}

const GAP = 2;
/** Between two phases; less than a cell, where there are many. */
const BLOCK_GAP = 6;
/** The cells shrink by this until all fit. */
const STEP = 0.25;
const SMALLEST = GAP;

/** Where phases side by side would make the cells smaller than this share, they follow each other without gaps. */
const LEAST_SHARE = 0.6;

/**
 * Places phases side by side from left to right, so that a wave goes over them; all cells are squares of the same size, the
 * largest that fits.
 * @param counts of the regions of each phase.
 */
export function mosaicLayout(counts: readonly number[], width: number, height: number): Block[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const dense = sizeOf([total], width, height);
  const size = sizeOf(counts, width, height);
  if (size >= dense * LEAST_SHARE) return place(counts, size, height);
  const cells = place([total], dense, height)[0]?.cells ?? [];
  let from = 0;
  return counts.map((count) => blockOf(cells.slice(from, (from += count))));
}

/** The largest size of a cell with which all fit; 0: none. */
function sizeOf(counts: readonly number[], width: number, height: number): number {
  for (let size = height; size > SMALLEST; size -= STEP) {
    const columns = counts.reduce((sum, count) => sum + columnsOf(count, size, height), 0);
    if (columns * size + gapOf(size) * (counts.length - 1) <= width) return size;
  }
  return 0;
}

function place(counts: readonly number[], size: number, height: number): Block[] {
  const rows = rowsOf(size, height);
  let x = 0;
  return counts.map((count) => {
    const left = x;
    x += columnsOf(count, size, height) * size + gapOf(size);
    const cells = Array.from({ length: count }, (_, index) => ({
      x: left + Math.floor(index / rows) * size,
      y: (index % rows) * size,
      wide: size - GAP,
      tall: size - GAP,
    }));
    return blockOf(cells);
  });
}

function blockOf(cells: readonly Cell[]): Block {
  const x = cells[0]?.x ?? 0;
  const last = cells.at(-1);
  return { x, wide: last === undefined ? 0 : last.x + last.wide - x, cells };
}

function gapOf(size: number): number {
  return Math.min(BLOCK_GAP, size / 2);
}

function rowsOf(size: number, height: number): number {
  return Math.max(1, Math.floor(height / size));
}

function columnsOf(count: number, size: number, height: number): number {
  return Math.ceil(count / rowsOf(size, height));
}

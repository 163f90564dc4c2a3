import { useSignalEffect } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { styleOf, type ColorStyle } from '../parts/color-mark.ts';
import { regionCounts } from '../store/region-counts.ts';
import { state } from '../store/store.ts';

const GAP = 2;
/** A smaller cell has no room for its shape. */
const SMALLEST_MARKED = 9;

/** Every region as a cell; those that are not as decided have a frame. */
export function Mosaic({ names }: { names: readonly string[] }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  /** The drawn cells and their size: only changed cells are drawn again. */
  const drawn = useRef({ size: '', cells: [] as string[] });
  useSignalEffect(() => {
    const regions = state.value?.regions ?? [];
    const pen = canvas.current?.getContext('2d');
    if (canvas.current === null || pen == null) return;
    const { clientWidth: width, clientHeight: height } = canvas.current;
    const ratio = window.devicePixelRatio;
    const size = [width, height, ratio, regions.length].join();
    if (drawn.current.size !== size) {
      canvas.current.width = width * ratio;
      canvas.current.height = height * ratio;
      pen.setTransform(ratio, 0, 0, ratio, 0, 0);
      drawn.current = { size, cells: [] };
    }
    const columns = columnsFor(regions.length, width, height);
    const rows = Math.ceil(regions.length / columns);
    const [wide, tall] = [width / columns, height / rows];
    regions.forEach(({ answered, wrongSinceMs }, index) => {
      const color = answered?.color ?? null;
      const isWrong = wrongSinceMs !== null;
      const shown = `${color} ${isWrong}`;
      if (drawn.current.cells[index] === shown) return;
      drawn.current.cells[index] = shown;
      const [column, row] = [index % columns, Math.floor(index / columns)];
      const [x, y] = [Math.round(column * wide), Math.round(row * tall)];
      const [right, bottom] = [Math.round((column + 1) * wide), Math.round((row + 1) * tall)];
      const cell = { x, y, wide: right - x - GAP, tall: bottom - y - GAP };
      pen.clearRect(x, y, right - x, bottom - y);
      drawCell(pen, cell, { style: styleOf(color), isWrong });
    });
  });
  const words = regionCounts.value.map(
    ([color, count]) => `${count} ${color ?? 'without an answer'}`,
  );
  return (
    <canvas
      ref={canvas}
      class="mosaic"
      role="img"
      aria-label={`${names.length} regions: ${words.join(', ')}`}
    />
  );
}

function drawCell(
  pen: CanvasRenderingContext2D,
  { x, y, wide, tall }: { x: number; y: number; wide: number; tall: number },
  { style, isWrong }: { style: ColorStyle; isWrong: boolean },
): void {
  const { paint, text, mark } = style;
  pen.fillStyle = paint;
  pen.fillRect(x, y, wide, tall);
  const size = Math.min(wide, tall);
  if (size >= SMALLEST_MARKED) {
    pen.fillStyle = text;
    pen.font = `${Math.round(size * 0.55)}px sans-serif`;
    pen.textAlign = 'center';
    pen.textBaseline = 'middle';
    pen.fillText(mark, x + wide / 2, y + tall / 2 + 0.5);
  }
  if (!isWrong) return;
  pen.strokeStyle = text;
  pen.lineWidth = 2;
  pen.strokeRect(x + 2, y + 2, wide - 4, tall - 4);
}

/** The number of columns that makes the cells most nearly square. */
function columnsFor(count: number, width: number, height: number): number {
  return Math.max(1, Math.ceil(Math.sqrt((count * width) / Math.max(1, height))));
}

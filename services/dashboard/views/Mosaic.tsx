import { useComputed, useSignal, useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { styleOf } from '../parts/color-mark.ts';
import { mosaicLayout, type Cell } from '../parts/mosaic-layout.ts';
import { sharesOf } from '../../../orchestrator/control-plane/view/region-groups.ts';
import { subjectsOfRegion } from '../store/cells.ts';
import { wave } from '../store/bands.ts';
import { regionCounts } from '../store/region-counts.ts';
import { regionSignal } from '../store/store.ts';

/** A smaller cell has no room for its shape. */
const SMALLEST_MARKED = 9;
/** Room for the line below the phase that is live or waits. */
const FOOT = 5;

/** Every region as a cell, the phases side by side: the wave goes from left to right. Wrong regions have a frame. */
export function Mosaic({ count }: { count: number }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const box = useSignal({ width: 0, height: 0 });
  /** The cells as last drawn, while the layout is the same: only changed ones are drawn again. */
  const drawn = useRef(new Map<object, string[]>());
  const layout = useComputed(() => {
    const { width, height } = box.value;
    const { bands } = wave.value;
    const counts = bands.map(({ regions }) => regions.length);
    const blocks = width === 0 ? [] : mosaicLayout(counts, width, height - FOOT);
    return { width, height, blocks: blocks.map((block, at) => ({ ...block, band: bands[at] })) };
  });
  useEffect(() => {
    const element = canvas.current;
    if (element === null) return;
    const sizes = new ResizeObserver(() => {
      box.value = { width: element.clientWidth, height: element.clientHeight };
    });
    sizes.observe(element);
    return () => sizes.disconnect();
  }, [box]);
  useSignalEffect(() => {
    const pen = canvas.current?.getContext('2d');
    const { width, height, blocks } = layout.value;
    if (canvas.current === null || pen == null) return;
    let cells = drawn.current.get(layout.value);
    if (cells === undefined) {
      const ratio = window.devicePixelRatio;
      canvas.current.width = width * ratio;
      canvas.current.height = height * ratio;
      pen.setTransform(ratio, 0, 0, ratio, 0, 0);
      pen.fillStyle = getComputedStyle(canvas.current).color;
      for (const { x, wide, band } of blocks) {
        if (MOVING.includes(band?.phase?.status ?? ''))
          pen.fillRect(x, height - FOOT + 2, wide, FOOT - 2);
      }
      drawn.current = new Map([[layout.value, (cells = [])]]);
    }
    let index = 0;
    for (const block of blocks) {
      for (const [place, cell] of block.cells.entries()) {
        const subjects = subjectsOfRegion(block.band?.regions[place] ?? '').flatMap(
          (name) => regionSignal(name).value ?? [],
        );
        const shares = sharesOf(subjects);
        const isWrong = subjects.some(({ wrongSinceMs }) => wrongSinceMs !== null);
        const shown = `${JSON.stringify(shares)} ${isWrong}`;
        if (cells[index] !== shown) drawCell(pen, cell, shares, isWrong);
        cells[index++] = shown;
      }
    }
  });
  const words = regionCounts.value.map(
    ([color, many]) => `${Number(many.toFixed(2))} ${color ?? 'without an answer'}`,
  );
  return (
    <canvas
      ref={canvas}
      class="mosaic"
      role="img"
      aria-label={`${count} regions: ${words.join(', ')}`}
    />
  );
}

const MOVING: readonly string[] = ['live', 'waiting-for-review', 'blocked'];

function drawCell(
  pen: CanvasRenderingContext2D,
  { x, y, wide, tall }: Cell,
  shares: ReturnType<typeof sharesOf>,
  isWrong: boolean,
): void {
  const [{ color } = { color: null }, ...others] = shares;
  const { paint, text, mark } = styleOf(color);
  pen.clearRect(x - 0.5, y - 0.5, wide + 1, tall + 1);
  pen.fillStyle = paint;
  pen.fillRect(x, y, wide, tall);
  let right = x + wide;
  // What a region with cells serves besides.
  for (const other of others) {
    const width = other.share * wide;
    right -= width;
    pen.fillStyle = styleOf(other.color).paint;
    pen.fillRect(right, y, width, tall);
  }
  if (wide >= SMALLEST_MARKED) {
    pen.fillStyle = text;
    pen.font = `${Math.round(wide * 0.55)}px sans-serif`;
    pen.textAlign = 'center';
    pen.textBaseline = 'middle';
    pen.fillText(mark, x + wide / 2, y + tall / 2 + 0.5);
  }
  if (!isWrong) return;
  pen.strokeStyle = text;
  pen.lineWidth = Math.min(2, wide / 6);
  pen.strokeRect(x + 2, y + 2, wide - 4, tall - 4);
}

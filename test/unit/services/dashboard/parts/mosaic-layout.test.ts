import { describe, expect, it } from 'vitest';
import { mosaicLayout } from '../../../../../services/dashboard/parts/mosaic-layout.ts';

describe('the layout of the mosaic', () => {
  it.each([
    { counts: [61], width: 320, height: 100 },
    { counts: [1, 9, 51], width: 320, height: 100 },
    { counts: Array.from({ length: 50 }, () => 10), width: 600, height: 150 },
    { counts: [1, 49, 150, 300], width: 600, height: 150 },
    { counts: Array.from({ length: 500 }, () => 1), width: 320, height: 80 },
  ])('places every region of $counts.length phases within $width x $height', (given) => {
    const blocks = mosaicLayout(given.counts, given.width, given.height);
    expect(blocks.map(({ cells }) => cells.length)).toEqual(given.counts);
    const cells = blocks.flatMap((block) => block.cells);
    expect(Math.max(...cells.map(({ x, wide }) => x + wide))).toBeLessThanOrEqual(given.width);
    expect(Math.max(...cells.map(({ y, tall }) => y + tall))).toBeLessThanOrEqual(given.height);
    expect(new Set(cells.map(({ x, y }) => `${x} ${y}`)).size).toBe(cells.length);
  });

  it('puts a phase to the right of the one before it', () => {
    const [first, second] = mosaicLayout([20, 20], 600, 100);
    const right = Math.max(...(first?.cells ?? []).map(({ x, wide }) => x + wide));
    expect(Math.min(...(second?.cells ?? []).map(({ x }) => x))).toBeGreaterThan(right);
  });
});

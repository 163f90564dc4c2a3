import type { Bar } from '../store/lane-history.ts';
import { clearedPen } from './cleared-pen.ts';
import { styleOf } from './color-mark.ts';

/** The theme colours of a bar chart. */
export interface BarInk {
  /** Background of bars without data. */
  empty: string;
  hatch: string;
  error: string;
}

/** Narrower than this, a bar has no room for a shape. */
const MARK_WIDTH = 7;

/** Draws stacked bars from left to right; missing answers are hatched, errors are striped from above. */
export function drawBars(canvas: HTMLCanvasElement, bars: readonly Bar[], ink: BarInk): void {
  const { clientWidth: width, clientHeight: height } = canvas;
  const pen = clearedPen(canvas);
  if (pen === undefined) return;
  const step = width / bars.length;
  const gap = step > 3 ? 1 : 0.5;
  let lastMarked = '';
  bars.forEach((bar, index) => {
    const x = Math.round(index * step);
    const wide = Math.max(1, Math.round((index + 1) * step) - x - gap);
    pen.fillStyle = ink.empty;
    pen.fillRect(x, 0, wide, height);
    let bottom = height;
    for (const { color, share } of bar.parts) {
      const tall = Math.min(bottom, share * height);
      bottom -= tall;
      pen.fillStyle = color === null ? ink.empty : styleOf(color).paint;
      pen.fillRect(x, bottom, wide, tall);
      if (color === null) stripe(pen, { x, y: bottom, wide, tall, ink: ink.hatch });
    }
    if (bar.errorShare !== null && bar.errorShare > 0) {
      const tall = Math.max(2, bar.errorShare * height);
      pen.fillStyle = ink.error;
      pen.fillRect(x, 0, wide, tall);
      stripe(pen, { x, y: 0, wide, tall, ink: 'rgb(0 0 0 / 55%)' });
    }
    const main = bar.parts.toSorted((one, other) => other.share - one.share)[0];
    if (main === undefined) return;
    const { mark, text } = styleOf(main.color);
    // The first bar of a colour carries its shape.
    if (mark !== lastMarked && wide >= MARK_WIDTH && height >= 20 && main.color !== null) {
      pen.fillStyle = text;
      pen.font = `${Math.min(11, wide + 1)}px sans-serif`;
      pen.textAlign = 'center';
      pen.fillText(mark, x + wide / 2, height - 5);
    }
    lastMarked = mark;
  });
}

function stripe(
  pen: CanvasRenderingContext2D,
  { x, y, wide, tall, ink }: { x: number; y: number; wide: number; tall: number; ink: string },
): void {
  pen.save();
  pen.beginPath();
  pen.rect(x, y, wide, tall);
  pen.clip();
  pen.strokeStyle = ink;
  pen.lineWidth = 1.5;
  pen.beginPath();
  for (let at = -tall; at < wide + tall; at += 5) {
    pen.moveTo(x + at, y + tall);
    pen.lineTo(x + at + tall, y);
  }
  pen.stroke();
  pen.restore();
}

/** Reads the colours from the canvas' style (of borders without width), so that style sheets alone define the theme. */
export function inkOf(canvas: Element): BarInk {
  const { borderTopColor, borderRightColor, borderBottomColor } = getComputedStyle(canvas);
  return { empty: borderTopColor, hatch: borderRightColor, error: borderBottomColor };
}

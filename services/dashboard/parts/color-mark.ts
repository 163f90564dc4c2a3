import { isCssColor, readableTextColor } from '../../colorteller/color.ts';

/** How a colour of a region is drawn: never by its hue alone. */
export interface ColorLook {
  /** What to paint with; grey for a text that is no colour, and for no answer. */
  paint: string;
  /** Readable on it. */
  text: 'black' | 'white';
  /** A shape that tells it from others without its hue. */
  mark: string;
  name: string;
}

/** Colours of demos have a shape each; every other gets one by its name. */
const USUAL: Readonly<Record<string, string>> = {
  blue: '●',
  purple: '▲',
  green: '■',
  red: '◆',
  orange: '✚',
  yellow: '★',
  teal: '▼',
  pink: '♥',
};
const SHAPES = ['●', '▲', '■', '◆', '✚', '★', '▼', '♥', '♣', '♠', '◗', '▶'];

const NO_ANSWER: ColorLook = { paint: '#8a94a6', text: 'black', mark: '✕', name: 'no answer' };

/** Null: the region does not answer. */
export function lookOf(color: string | null): ColorLook {
  if (color === null) return NO_ANSWER;
  const paint = isCssColor(color) ? color : '#8a94a6';
  const mark = USUAL[color.toLowerCase()] ?? SHAPES[sumOf(color) % SHAPES.length] ?? '●';
  return { paint, text: readableTextColor(paint), mark, name: color };
}

function sumOf(text: string): number {
  return Array.from(text.toLowerCase()).reduce(
    (sum, sign) => (sum * 31 + sign.charCodeAt(0)) % 9973,
    7,
  );
}

import { isCssColor, readableTextColor } from '../../colorteller/color.ts';

/** How a colour is drawn: by its shape, too, for those who cannot see the hue. */
export interface ColorStyle {
  /** CSS colour; grey for an unknown colour and for no answer. */
  paint: string;
  /** Readable on it. */
  text: 'black' | 'white';
  /** The shape. */
  mark: string;
  name: string;
}

/** Fixed shapes of common colours; others get one by a hash of the name. */
const COMMON: ReadonlyMap<string, string> = new Map([
  ['blue', '●'],
  ['purple', '▲'],
  ['green', '■'],
  ['red', '◆'],
  ['orange', '✚'],
  ['yellow', '★'],
  ['teal', '▼'],
  ['pink', '♥'],
]);
/** The colours that everybody knows. */
export const COMMON_COLORS: readonly string[] = [...COMMON.keys()];
const SHAPES = ['●', '▲', '■', '◆', '✚', '★', '▼', '♥', '♣', '♠', '◗', '▶'];

const NO_ANSWER: ColorStyle = { paint: '#8a94a6', text: 'black', mark: '✕', name: 'no answer' };

/** Null: the region does not answer. */
export function styleOf(color: string | null): ColorStyle {
  if (color === null) return NO_ANSWER;
  const paint = isCssColor(color) ? color : '#8a94a6';
  const mark = COMMON.get(color.toLowerCase()) ?? SHAPES[sumOf(color) % SHAPES.length] ?? '●';
  return { paint, text: readableTextColor(paint), mark, name: color };
}

function sumOf(text: string): number {
  return Array.from(text.toLowerCase()).reduce(
    (sum, sign) => (sum * 31 + sign.charCodeAt(0)) % 9973,
    7,
  );
}

/** How text looks; the names are those of terminals. */
export interface Style {
  isBold: boolean;
  isDim: boolean;
  /** `black` … `white`, and the same with `bright-`; null: that of the terminal. */
  color: string | null;
}

/** A part of a line that looks the same all along. */
export interface Span extends Style {
  /** In characters from the left. */
  column: number;
  text: string;
}

interface Cell extends Style {
  char: string;
}

const COLORS = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'];
const PLAIN: Style = { isBold: false, isDim: false, color: null };
const ESCAPE = /\u001b(?:\[([\d;]*)([@-~]))?/y;

/**
 * One written line, with its escape sequences for styles, as the lines of a terminal; it breaks between words.
 * @throws Error for any other escape sequence or control character: a recording must not show what was not so.
 */
export function styledLines(line: string, width: number): Span[][] {
  return wrap(cellsOf(line), width).map(spansOf);
}

function cellsOf(line: string): Cell[] {
  const cells: Cell[] = [];
  let style = PLAIN;
  for (let index = 0; index < line.length;) {
    ESCAPE.lastIndex = index;
    const [sequence, codes, final] = ESCAPE.exec(line) ?? [];
    if (sequence !== undefined) {
      if (final !== 'm') throw new Error(`no sequence for a style: ${JSON.stringify(sequence)}`);
      style = (codes ?? '').split(';').map(Number).reduce(withCode, style);
      index += sequence.length;
    } else {
      const char = String.fromCodePoint(line.codePointAt(index) ?? 0);
      if (char < ' ') throw new Error(`a control character: ${JSON.stringify(char)}`);
      cells.push({ ...style, char });
      index += char.length;
    }
  }
  return cells;
}

function withCode(style: Style, code: number): Style {
  if (code === 0) return PLAIN;
  if (code === 1) return { ...style, isBold: true };
  if (code === 2) return { ...style, isDim: true };
  if (code === 22) return { ...style, isBold: false, isDim: false };
  if (code === 39) return { ...style, color: null };
  const isBright = code >= 90;
  const name = COLORS[code - (isBright ? 90 : 30)];
  if (name === undefined) throw new Error(`no style that is known here: ${code}`);
  return { ...style, color: isBright ? `bright-${name}` : name };
}

function wrap(cells: readonly Cell[], width: number): Cell[][] {
  if (cells.length <= width) return [[...cells]];
  const space = cells.slice(0, width + 1).findLastIndex(({ char }) => char === ' ');
  const [end, next] = space > 0 ? [space, space + 1] : [width, width];
  return [cells.slice(0, end), ...wrap(cells.slice(next), width)];
}

function spansOf(cells: readonly Cell[]): Span[] {
  const spans: Span[] = [];
  for (const [column, { char, ...style }] of cells.entries()) {
    const last = spans.at(-1);
    if (last !== undefined && isSame(last, style)) last.text += char;
    else spans.push({ ...style, column, text: char });
  }
  return spans.filter(({ text }) => text.trim() !== '');
}

function isSame(one: Style, other: Style): boolean {
  return one.isBold === other.isBold && one.isDim === other.isDim && one.color === other.color;
}

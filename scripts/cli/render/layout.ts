import stringWidth from 'fast-string-width';
import { wrapAnsi } from 'fast-wrap-ansi';
import type { Paint } from './paint.ts';

/** Lines of a tree that belong together, and what hangs below them. */
export interface Branch {
  lines: readonly string[];
  below?: readonly Branch[];
}

/** The branches as lines with guides before them. */
export function tree(branches: readonly Branch[], indent = ''): string[] {
  return branches.flatMap(({ lines, below = [] }, index) => {
    const isLast = index === branches.length - 1;
    const inner = `${indent}${isLast ? '   ' : '│  '}`;
    const rest = below.length === 0 ? inner : `${inner}│ `;
    return [
      ...lines
        .flatMap((line) => line.split('\n'))
        .map((line, at) =>
          at === 0 ? `${indent}${isLast ? '└─ ' : '├─ '}${line}` : `${rest}${line}`,
        ),
      ...tree(below, inner),
    ];
  });
}

/**
 * Text for a terminal: lines that are too wide for it are broken between words and continued below where they start,
 * after the guides of a tree. Only a word that is wider than the terminal is broken itself.
 * @param hang columns by which continuations are indented.
 */
export function wrap(
  { columns = Infinity }: Pick<Paint, 'columns'>,
  text: string,
  hang = 2,
): string {
  return text
    .split('\n')
    .flatMap((line) => (stringWidth(line) <= columns ? [line] : wrapLine(line, columns, hang)))
    .join('\n');
}

function wrapLine(line: string, columns: number, hang: number): string[] {
  const [start = ''] = /^[ │├└─]*/.exec(line) ?? [];
  const content = line.slice(start.length);
  const below = `${start.replaceAll('├─', '│ ').replaceAll(/[└─]/g, ' ')}${' '.repeat(hang)}`;
  // A command stays one that can be copied.
  const breakMark = content.startsWith('$ ') ? ' \\' : '';
  const room = Math.max(1, columns - stringWidth(below) - breakMark.length);
  const pieces = wrapAnsi(content, room, { hard: true }).split('\n');
  return pieces.map((piece, at) => {
    const mark = at < pieces.length - 1 ? breakMark : '';
    return `${at === 0 ? start : below}${piece}${mark}`;
  });
}

/** Pads text, also styled or of wide characters, to a width in columns. */
export function pad(text: string, width: number): string {
  return `${text}${' '.repeat(Math.max(0, width - stringWidth(text)))}`;
}

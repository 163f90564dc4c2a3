/** What every terminal shows. */
export const COLUMNS = 80;

/** A line of a tree, further lines of the same, and what hangs below it. */
export interface Branch {
  lines: readonly string[];
  below?: readonly Branch[];
}

/** The branches as lines with guides before them; none is wider than {@link COLUMNS}. */
export function tree(branches: readonly Branch[], indent = ''): string[] {
  return branches.flatMap(({ lines, below = [] }, index) => {
    const isLast = index === branches.length - 1;
    const inner = `${indent}${isLast ? '   ' : '│  '}`;
    const rest = below.length === 0 ? inner : `${inner}│ `;
    return [
      ...lines.map((line, at) =>
        fit(at === 0 ? `${indent}${isLast ? '└─ ' : '├─ '}${line}` : `${rest}${line}`),
      ),
      ...tree(below, inner),
    ];
  });
}

const STYLE = /(\u001B\[[0-9;]*m)/;

/** A line, also a styled one, cut where it would be wider than the columns. */
export function fit(line: string, columns = COLUMNS): string {
  let room = columns;
  const parts = line.split(STYLE);
  const width = parts.filter((_, index) => index % 2 === 0).join('').length;
  if (width <= columns) return line;
  // Styles stay, so that what was begun is ended.
  return parts
    .map((part, index) => {
      if (index % 2 === 1) return part;
      const shown = part.length < room ? part : room > 0 ? `${part.slice(0, room - 1)}…` : '';
      room = part.length < room ? room - part.length : 0;
      return shown;
    })
    .join('');
}

/** Plain text over as many lines as it takes, broken between words; a word longer than a line is broken too. */
export function wrap(text: string, columns: number): string[] {
  return text.split('\n').flatMap((paragraph) => {
    const lines: string[] = [];
    for (const word of paragraph.split(' ').flatMap((one) => pieces(one, columns))) {
      const last = lines.at(-1);
      if (last === undefined || last.length + 1 + word.length > columns) lines.push(word);
      else lines[lines.length - 1] = `${last} ${word}`;
    }
    return lines;
  });
}

function pieces(word: string, columns: number): string[] {
  const count = Math.max(1, Math.ceil(word.length / columns));
  return Array.from({ length: count }, (_, n) => word.slice(n * columns, (n + 1) * columns));
}

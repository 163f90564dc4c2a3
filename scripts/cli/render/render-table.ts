import stringWidth from 'fast-string-width';
import { pad, wrap } from './layout.ts';
import type { Paint } from './paint.ts';

/**
 * Rows as lines of a table.
 * @param columns headings, and the key of a row that each shows.
 */
export function renderTable(
  paint: Paint,
  columns: Readonly<Record<string, string>>,
  items: readonly unknown[],
): string {
  const keys = Object.values(columns);
  const rows = items.map((item) => keys.map((key) => cell(key, valueAt(item, key))));
  // An empty column is left out.
  const shown = keys.map((_, index) => rows.some((row) => row[index] !== ''));
  const lines = [Object.keys(columns), ...rows].map((row) => row.filter((_, at) => shown[at]));
  const widths = (lines[0] ?? []).map((_, at) =>
    Math.max(...lines.map((line) => stringWidth(line[at] ?? ''))),
  );
  const text = lines
    .map((line, index) => {
      const row = line
        .map((content, at) => pad(content, widths[at] ?? 0))
        .join('  ')
        .trimEnd();
      return `${index === 0 ? paint('dim', row) : row}\n`;
    })
    .join('');
  return wrap(paint, text);
}

function valueAt(item: unknown, key: string): unknown {
  return typeof item === 'object' && item !== null
    ? (item as Readonly<Record<string, unknown>>)[key]
    : undefined;
}

function cell(key: string, value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number' && key.endsWith('Time')) return new Date(value).toISOString();
  if (Array.isArray(value)) return value.map(nameOf).join(', ');
  return typeof value === 'object' ? JSON.stringify(value) : oneLine(value);
}

/** An item of a list is shown by its name. */
function nameOf(value: unknown): string {
  const name = valueAt(value, 'name') ?? valueAt(value, 'id') ?? value;
  return typeof name === 'object' ? JSON.stringify(name) : oneLine(name);
}

/** Control characters in the text of others must not move the cursor or break the table. */
function oneLine(value: unknown): string {
  return String(value).replaceAll(/[\u0000-\u001f\u007f-\u009f]+/g, ' ');
}

import type { Paint } from './paint.ts';

/**
 * Things as lines of a table.
 * @param columns headings, and the key of a thing that each shows.
 */
export function renderTable(
  paint: Paint,
  columns: Readonly<Record<string, string>>,
  things: readonly unknown[],
): string {
  const keys = Object.values(columns);
  const rows = things.map((thing) => keys.map((key) => cell(key, valueAt(thing, key))));
  // A column that is empty throughout says nothing.
  const shown = keys.map((_, index) => rows.some((row) => row[index] !== ''));
  const lines = [Object.keys(columns), ...rows].map((row) => row.filter((_, at) => shown[at]));
  const widths = (lines[0] ?? []).map((_, at) =>
    Math.max(...lines.map((line) => line[at]?.length ?? 0)),
  );
  return lines
    .map((line, index) => {
      const text = line
        .map((one, at) => one.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd();
      return `${index === 0 ? paint('dim', text) : text}\n`;
    })
    .join('');
}

function valueAt(thing: unknown, key: string): unknown {
  return typeof thing === 'object' && thing !== null
    ? (thing as Readonly<Record<string, unknown>>)[key]
    : undefined;
}

function cell(key: string, value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number' && key.endsWith('Time')) return new Date(value).toISOString();
  if (Array.isArray(value)) return value.map(nameOf).join(', ');
  return typeof value === 'object' ? JSON.stringify(value) : oneLine(value);
}

/** What is in a list is told by its name. */
function nameOf(value: unknown): string {
  const name = valueAt(value, 'name') ?? valueAt(value, 'id') ?? value;
  return typeof name === 'object' ? JSON.stringify(name) : oneLine(name);
}

/** Texts of others cannot move the terminal's cursor, nor break the table. */
function oneLine(value: unknown): string {
  return String(value).replaceAll(/[\u0000-\u001f\u007f-\u009f]+/g, ' ');
}

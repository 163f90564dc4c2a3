import type { DefinitionProblem } from '../../../core/definition/references.ts';

/**
 * The line of a TypeScript source that most likely says the value on a path: the only one with its text, its key or the name
 * of what it is a part of; else that of the default export, since a loop may have made it.
 */
export function sourceLine(
  source: string,
  document: unknown,
  path: DefinitionProblem['path'],
): number {
  const lines = source.split('\n');
  const [value, ...around] = valuesOn(document, path);
  const key = path.at(-1);
  const clues = [
    ...(typeof value === 'string' ? [quoted(value)] : []),
    ...(typeof value === 'number' ? [[String(value)]] : []),
    ...(typeof key === 'string' ? [[`${key}:`, `'${key}':`, `"${key}":`, `${key}(`]] : []),
    ...[value, ...around].flatMap(nameIn).map((name) => quoted(name).map((it) => `name: ${it}`)),
  ];
  for (const clue of clues) {
    const [only, ...others] = lines.flatMap((line, index) => {
      return clue.some((text) => isWholeIn(line, text)) ? [index] : [];
    });
    if (only !== undefined && others.length === 0) return only + 1;
  }
  return Math.max(0, lines.findIndex(isExport)) + 1;
}

const isExport = (line: string) => /^\s*export default\b/.test(line);

/** The value on a path, then each that it is a part of; of a path that goes on where nothing is, those that are. */
function valuesOn(document: unknown, path: DefinitionProblem['path']): unknown[] {
  const values = [document];
  for (const key of path) {
    const value = values.at(-1);
    if (typeof value !== 'object' || value === null) break;
    values.push((value as Record<string | number, unknown>)[key]);
  }
  return values.reverse();
}

function nameIn(value: unknown): string[] {
  const isNamed = typeof value === 'object' && value !== null && 'name' in value;
  return isNamed && typeof value.name === 'string' ? [value.name] : [];
}

const quoted = (text: string) => ["'", '"', '`'].map((mark) => mark + text + mark);

/** Not as a part of a longer word or number. */
function isWholeIn(line: string, text: string): boolean {
  const at = line.indexOf(text);
  return (
    at !== -1 && !/[\w.]$/.test(line.slice(0, at)) && !/^[\w.]/.test(line.slice(at + text.length))
  );
}

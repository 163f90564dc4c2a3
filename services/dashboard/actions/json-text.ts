import { errorOffset } from './json-error-offset.ts';

/** A problem in a text. Lines count from 1; null when the line is not known. */
export interface TextProblem {
  line: number | null;
  message: string;
}

/** A parsed object, or the problem of the text. */
export type ParsedObject =
  { kind: 'object'; value: Record<string, unknown> } | { kind: 'problem'; problem: TextProblem };

/** Parses a JSON object, with the line of a syntax error. */
export function parseObject(text: string): ParsedObject {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { kind: 'problem', problem: { line: lineAt(text, errorOffset(text)), message } };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const message = 'the value of a config is an object: { "key": "value" }';
    return { kind: 'problem', problem: { line: 1, message } };
  }
  return { kind: 'object', value: value as Record<string, unknown> };
}

function lineAt(text: string, position: number): number {
  return text.slice(0, position).split('\n').length;
}

/** The line of a path in indented JSON, which has one key a line. */
export function lineOfPath(text: string, path: readonly (string | number)[]): number | null {
  const lines = text.split('\n');
  let from = 0;
  for (const key of path) {
    if (typeof key === 'number') continue;
    const found = lines.findIndex(
      (line, index) => index >= from && line.includes(`${JSON.stringify(key)}:`),
    );
    if (found < 0) return from === 0 ? null : from + 1;
    from = found;
  }
  return path.length === 0 ? 1 : from + 1;
}

/** The keys to set and unset to turn one object into the other. */
export function changesBetween(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): { set: Record<string, unknown>; unset: string[] } {
  const set = Object.entries(after).filter(
    ([key, value]) => !Object.hasOwn(before, key) || !isSame(before[key], value),
  );
  const unset = Object.keys(before).filter((key) => !Object.hasOwn(after, key));
  return { set: Object.fromEntries(set), unset };
}

function isSame(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}

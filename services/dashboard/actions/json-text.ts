import { placeOfError } from './json-place.ts';

/** Where something is wrong in a text, and what. Lines count from 1; null where the place is not known. */
export interface TextProblem {
  line: number | null;
  message: string;
}

/** The object that a text says, or what is wrong with it. */
export type ParsedObject =
  { kind: 'object'; value: Record<string, unknown> } | { kind: 'problem'; problem: TextProblem };

/** Reads a JSON object; of one that cannot be read, the line. */
export function parseObject(text: string): ParsedObject {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { kind: 'problem', problem: { line: lineAt(text, placeOfError(text)), message } };
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

/** The line of a place in a text that is written with one key a line, as JSON.stringify does with an indent. */
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

/** What has to be set and unset to come from one object to the other. */
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

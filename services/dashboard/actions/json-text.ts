/** A problem in a text. Lines count from 1; null when the line is unknown. */
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

const SPACE = /[ \t\n\r]*/y;
const WORD =
  /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
const KEY = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;

/** The offset of the first JSON error, from 0; the length of a text that ends too early. Not every browser reports it. */
function errorOffset(text: string): number {
  const end = value(text, after(SPACE, text, 0));
  return isWrong(end) ? -end : after(SPACE, text, end);
}

/** The offset after a value; the offset of an error, negated. */
function value(text: string, at: number): number {
  if (text[at] === '{') return items(text, at, '}', member);
  if (text[at] === '[') return items(text, at, ']', value);
  const end = after(WORD, text, at);
  return end === at ? -at : end;
}

function items(
  text: string,
  from: number,
  close: string,
  item: (text: string, at: number) => number,
): number {
  let at = after(SPACE, text, from + 1);
  if (text[at] === close) return at + 1;
  for (;;) {
    const end = item(text, at);
    if (isWrong(end)) return end;
    at = after(SPACE, text, end);
    if (text[at] === close) return at + 1;
    if (text[at] !== ',') return -at;
    at = after(SPACE, text, at + 1);
  }
}

function member(text: string, at: number): number {
  const key = after(KEY, text, at);
  if (key === at) return -at;
  const colon = after(SPACE, text, key);
  return text[colon] === ':' ? value(text, after(SPACE, text, colon + 1)) : -colon;
}

function isWrong(end: number): boolean {
  return end < 0 || Object.is(end, -0);
}

/** The offset after a match that starts at `at`; `at` without a match. */
function after(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}

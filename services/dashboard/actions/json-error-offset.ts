const SPACE = /[ \t\n\r]*/y;
const WORD =
  /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
const KEY = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;

/** The offset of the first JSON error, from 0; the length of a text that ends too early. Not every browser reports it. */
export function errorOffset(text: string): number {
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

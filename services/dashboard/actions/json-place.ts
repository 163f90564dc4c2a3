const SPACE = /[ \t\n\r]*/y;
const WORD =
  /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
const KEY = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;

/** Where a text stops being JSON, counted from 0; its length where it ends too early. Browsers do not all say. */
export function placeOfError(text: string): number {
  const end = value(text, after(SPACE, text, 0));
  return isWrong(end) ? -end : after(SPACE, text, end);
}

/** Where a value ends; the place of what is wrong, negative. */
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

/** Where a match ends that begins just there; there, if nothing matches. */
function after(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}

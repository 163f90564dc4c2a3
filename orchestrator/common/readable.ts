/** Whether a text has only whole characters: half of one (a lone surrogate) cannot be written as UTF-8. */
export function isWholeText(text: string): boolean {
  return !/\p{Cs}/u.test(text);
}

/** What is wrong with a key or text that would be lost or read as another; undefined: nothing. */
export function unreadable(key: string, value?: unknown): string | undefined {
  if (key === '__proto__') return 'a key cannot be called "__proto__"';
  if (isWholeText(key) && (typeof value !== 'string' || isWholeText(value))) return undefined;
  return 'it holds half of a character (a lone surrogate)';
}

/** Reads JSON from outside. @throws SyntaxError naming the key where something of it is unreadable. */
export function parseJson(text: string): unknown {
  return JSON.parse(text, refuseUnreadable);
}

/** What a text says that somebody else wrote; undefined where it is no JSON. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A reviver. @throws SyntaxError */
export function refuseUnreadable(key: string, value: unknown): unknown {
  const problem = unreadable(key, value);
  if (problem === undefined) return value;
  throw new SyntaxError(`${JSON.stringify(key)}: ${problem}`);
}

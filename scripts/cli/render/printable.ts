/** What a terminal acts on, also to show text in another order than it has. Lines and tabs are no harm. */
const CONTROLS = /[^\P{Cc}\n\t]|[\u202a-\u202e\u2066-\u2069]/gu;

/**
 * A value whose texts a terminal only shows: code that threw an error, or whoever saved a value, may have put into it what
 * clears the screen or hides a part of a line. Each such character is replaced by its picture, or by U+FFFD.
 */
export function printable<Value>(value: Value): Value {
  return shown(value) as Value;
}

function shown(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(CONTROLS, pictureOf);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(shown);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [shown(key), shown(item)]));
}

function pictureOf(control: string): string {
  const code = control.charCodeAt(0);
  return code < 0x20 ? String.fromCharCode(0x2400 + code) : '\ufffd';
}

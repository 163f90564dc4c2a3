/** Where a value is in a JSON document: its keys and indexes, from the top. */
export type JsonPath = readonly (string | number)[];

/** `.key`, `['key']` or `[0]`. */
const STEP = /\.([A-Za-z_][\w-]*)|\['([^']*)'\]|\["([^"]*)"\]|\[(\d+)\]/y;

/**
 * Reads a path such as `$.theme.color` or `$.items[0]['the name']`: a JSONPath that means one value, without wildcards,
 * filters and slices. Undefined where it is none.
 */
export function parseJsonPath(text: string): JsonPath | undefined {
  if (!text.startsWith('$')) return undefined;
  const path: (string | number)[] = [];
  STEP.lastIndex = 1;
  while (STEP.lastIndex < text.length) {
    const found = STEP.exec(text);
    if (found === null) return undefined;
    const [, key, quoted = key, doubleQuoted = quoted, index] = found;
    path.push(doubleQuoted ?? Number(index));
  }
  return path;
}

/** What a document has at a path; undefined where it has nothing there. */
export function valueAt(document: unknown, path: JsonPath): unknown {
  return path.reduce<unknown>((value, key) => {
    if (typeof value !== 'object' || value === null) return undefined;
    return Object.hasOwn(value, key) ? (value as Record<string | number, unknown>)[key] : undefined;
  }, document);
}

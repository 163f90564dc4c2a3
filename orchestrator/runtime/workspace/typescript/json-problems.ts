/** What of a value is lost or changed by JSON: where in it, and why. */
export interface JsonProblem {
  path: readonly (string | number)[];
  message: string;
}

/** Far deeper than any workspace, and far from the end of the stack. */
const DEEPEST = 100;

/** Finds what JSON cannot hold. A key whose value is `undefined` is as good as left out. */
export function jsonProblems(
  value: unknown,
  path: JsonProblem['path'] = [],
  within: readonly object[] = [],
): JsonProblem[] {
  const message = problemOf(value, within);
  if (message !== undefined) return [{ path, message }];
  if (typeof value !== 'object' || value === null) return [];
  const inside = [...within, value];
  const entries: (readonly [key: string | number, item: unknown])[] = Array.isArray(value)
    ? // Holes are items, too.
      Array.from(value, (item: unknown, index) => [index, item] as const)
    : Object.entries(value).filter(([, item]) => item !== undefined);
  return entries.flatMap(([key, item]) => jsonProblems(item, [...path, key], inside));
}

function problemOf(value: unknown, within: readonly object[]): string | undefined {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return undefined;
    case 'number':
      return Number.isFinite(value) ? undefined : `${value} is no number of JSON`;
    case 'undefined':
      return 'there is nothing (undefined); leave it out';
    case 'function':
      return `it is a function${value.name === '' ? '' : ` (${value.name})`}; write what it returns`;
    case 'bigint':
      return `it is a BigInt (${value}n); write a number`;
    case 'symbol':
      return 'it is a symbol; write a text';
    case 'object':
      return value === null ? undefined : objectProblem(value, within);
  }
}

function objectProblem(value: object, within: readonly object[]): string | undefined {
  if (within.includes(value)) return 'it is a part of itself';
  if (within.length >= DEEPEST) return 'it is nested too deeply';
  if (value instanceof Promise) return 'it is a promise; await it';
  if (value instanceof Date) return 'it is a Date; write its text: date.toISOString()';
  if (Array.isArray(value)) return undefined;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === null || prototype === Object.prototype) return undefined;
  return `it is an instance of ${value.constructor.name}; write a plain object or a list`;
}

import { isDeepStrictEqual } from 'node:util';

/** One value that differs; an absent one is left out. */
export interface ValueDifference {
  path: string;
  /** Of lists: the items that only the first one has. */
  from?: unknown;
  /** Of lists: the items that only the second one has. */
  to?: unknown;
}

/** What differs between two values of plain data, by path; lists differ by their items, not by their order. */
export function valueDifferences(path: string, from: unknown, to: unknown): ValueDifference[] {
  if (isDeepStrictEqual(from, to)) return [];
  if (Array.isArray(from) && Array.isArray(to)) {
    const [gone, come] = [without(from, to), without(to, from)];
    return gone.length + come.length === 0 ? [] : [valueDifference(path, gone, come)];
  }
  if (!isBag(from) || !isBag(to)) return [valueDifference(path, from, to)];
  const keys = new Set([...Object.keys(from), ...Object.keys(to)]);
  const inside = path === '' ? '' : `${path}.`;
  return [...keys].flatMap((key) => valueDifferences(`${inside}${key}`, from[key], to[key]));
}

export function valueDifference(path: string, from: unknown, to: unknown): ValueDifference {
  return {
    path,
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  };
}

function without(items: readonly unknown[], excluded: readonly unknown[]): unknown[] {
  return items.filter((item) => !excluded.some((other) => isDeepStrictEqual(item, other)));
}

/** A value with keys. */
export function isBag(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

import {
  publishedDocument,
  type OpenApiSchema,
} from '../../orchestrator/control-plane/openapi/published-document.ts';

/** What a person, a script or a generator may write where something else is expected. */
export const ODD: readonly unknown[] = [
  null,
  '',
  ' ',
  '\ud800',
  'x\0y',
  'constructor',
  '__proto__',
  'x'.repeat(5_000),
  -1,
  0.1,
  1e308,
  2 ** 53,
  true,
  [],
  {},
  [null],
  ['\udfff', ''],
  { '': null },
  JSON.parse('{"__proto__": {"hasOwnProperty": 1}, "\\ud83d": 1}') as object,
];

/** Bodies with every property that a schema knows, one for each of its alternatives. */
export function fullBodies(schema: OpenApiSchema, depth = 0): unknown[] {
  const { $ref, oneOf, anyOf, allOf, properties, items, example, type, ...rest } = schema as Shape;
  const enumeration = rest.enum;
  if ($ref !== undefined) {
    const name = $ref.slice($ref.lastIndexOf('/') + 1);
    return fullBodies(publishedDocument.components.schemas[name] ?? {}, depth);
  }
  const alternatives = oneOf ?? anyOf;
  if (alternatives !== undefined) return alternatives.flatMap((one) => fullBodies(one, depth));
  if (allOf !== undefined) return [Object.assign({}, ...allOf.map((one) => first(one, depth)))];
  if (properties !== undefined) {
    return combined(
      Object.entries(properties).map(([name, of]) => [name, fullBodies(of, depth + 1)] as const),
    );
  }
  if (items !== undefined) {
    const all = fullBodies(items, depth + 1);
    return depth > 0 ? [all] : all.map((one) => [one]);
  }
  if (example !== undefined) return [example];
  if (enumeration !== undefined) return [enumeration[0]];
  return [typeof type === 'string' && Object.hasOwn(USUAL, type) ? USUAL[type] : 'abc'];
}

const USUAL: Record<string, unknown> = {
  string: 'abc',
  number: 1,
  integer: 1,
  boolean: true,
  object: {},
  array: [],
};

interface Shape {
  $ref?: string;
  oneOf?: OpenApiSchema[];
  anyOf?: OpenApiSchema[];
  allOf?: OpenApiSchema[];
  properties?: Record<string, OpenApiSchema>;
  items?: OpenApiSchema;
  example?: unknown;
  type?: string;
  enum?: unknown[];
}

const first = (schema: OpenApiSchema, depth: number) => fullBodies(schema, depth)[0];

/** As many bodies as the property with the most alternatives has: each alternative is in one of them. */
function combined(properties: (readonly [string, unknown[]])[]): unknown[] {
  const most = Math.max(1, ...properties.map(([, values]) => values.length));
  return Array.from({ length: most }, (_, n) =>
    Object.fromEntries(properties.map(([name, values]) => [name, values[n % values.length]])),
  );
}

type Path = readonly (string | number)[];

/** Every place in a value, itself included. */
export function placesIn(value: unknown, at: Path = []): Path[] {
  const inside =
    typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([key, item]) =>
          placesIn(item, [...at, Array.isArray(value) ? Number(key) : key]),
        )
      : [];
  return [at, ...inside];
}

/** The value with another one at that place; what lies on the way there and is missing comes from `full`. */
export function replacedAt(
  value: unknown,
  [key, ...rest]: Path,
  by: unknown,
  full?: unknown,
): unknown {
  if (key === undefined) return by;
  const present = typeof value === 'object' && value !== null ? value : full;
  const inside = replacedAt(itemOf(present, key), rest, by, itemOf(full, key));
  if (!Array.isArray(present)) return { ...(present as object), [key]: inside };
  return Object.assign([...(present as unknown[])], { [key]: inside });
}

/** What a value has at a key; undefined where it is nothing that has keys. */
export function itemOf(value: unknown, key: string | number): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string | number, unknown>)[key]
    : undefined;
}

/** Gives the next `count` items at each call, over and over. */
export function inTurn<T>(items: readonly T[], count: number): () => T[] {
  let next = 0;
  return () => Array.from({ length: count }, () => items[next++ % items.length] as T);
}

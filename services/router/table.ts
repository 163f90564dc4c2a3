import { z } from 'zod';
import { checkShape, type Check } from '../colorteller/config-file.ts';
import { USER_HEADER } from './identify.ts';

/** Largest table that is read, in bytes. */
export const MAX_TABLE_BYTES = 4 * 1024 * 1024;

const headerName = z
  .string()
  .regex(/^[a-z0-9!#$%&'*+.^_`|~-]{1,100}$/, 'the name of a header in lower case');
const cookieName = z.string().regex(/^[A-Za-z0-9_-]{1,100}$/, 'letters, digits, "-" and "_"');
const milliseconds = z.number().int().min(10).max(600_000);

const cellSchema = z.strictObject({
  /** It stands in headers, a cookie and labels of metrics. */
  name: z.string().regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, 'lower-case letters, digits, "-"'),
  /** Share of the traffic relative to the other cells' weights; 0 takes none but what is pinned. */
  weight: z.number().min(0).max(1_000_000),
  /** Values of the `shardBy` header that belong to this cell. */
  keys: z.array(z.string().min(1).max(200)).default([]),
  /** Addresses of what serves it, `http://HOST:PORT`. */
  replicas: z.array(z.string().max(500).refine(isHttpOrigin, 'an address http://HOST:PORT')),
});

/** The document that says how a router splits its traffic. */
export const tableSchema = z
  .strictObject({
    /** Named by `/-/router/status`, so that its writer sees which table is in use. */
    version: z.string().min(1).max(200),
    region: z.string().min(1).max(200),
    /** What keeps a user in their cell. */
    sticky: z
      .strictObject({
        /** Names the user; users are placed by it. */
        header: headerName.default(USER_HEADER),
        /** Names the cell that served a browser before. */
        cookie: cookieName.default('colorteller-cell'),
      })
      .prefault({}),
    /** The header whose value, such as a company, decides the cell; null where users do. */
    shardBy: z.strictObject({ header: headerName }).nullable().default(null),
    cells: z.array(cellSchema).min(1).max(100),
    healthCheck: z
      .strictObject({
        path: z
          .string()
          .regex(/^\/[\x21-\x7e]*$/, 'a path')
          .default('/readyz'),
        everyMs: milliseconds.default(1_000),
        timeoutMs: milliseconds.default(1_000),
      })
      .prefault({}),
    limits: z
      .strictObject({
        /** Time until the first byte of an answer, in milliseconds. */
        responseTimeoutMs: milliseconds.default(30_000),
        /** Requests under way in one cell; further ones are answered with 503 at once. */
        requestsPerCell: z.number().int().min(1).max(1_000_000).default(1_000),
      })
      .prefault({}),
  })
  .superRefine(({ cells, shardBy }, context) => {
    const say = (path: (string | number)[], message: string) =>
      context.addIssue({ code: 'custom', path, message });
    const names = new Set<string>();
    const pinned = new Map<string, string>();
    for (const [index, { name, keys }] of cells.entries()) {
      if (names.has(name)) say(['cells', index, 'name'], `another cell is called "${name}" too`);
      names.add(name);
      if (keys.length > 0 && shardBy === null) {
        say(['cells', index, 'keys'], 'keys need shardBy, which says whose values they are');
      }
      for (const key of keys) {
        const other = pinned.get(key);
        if (other !== undefined) {
          say(['cells', index, 'keys'], `"${key}" is pinned to cell "${other}" already`);
        }
        pinned.set(key, name);
      }
    }
    if (cells.every(({ weight, keys }) => weight === 0 && keys.length === 0)) {
      say(['cells'], 'no cell takes traffic: give one a weight above 0');
    }
  });

export type Table = z.infer<typeof tableSchema>;
export type Cell = Table['cells'][number];

/** @throws Error saying what is wrong with the document. */
export const checkTable: Check<Table> = checkShape(tableSchema, 'routing table');

function isHttpOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, origin, href } = new URL(text);
  return protocol === 'http:' && href === `${origin}/`;
}

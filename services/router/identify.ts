import type { IncomingHttpHeaders } from 'node:http';
import type { LiveCell, Routing } from './cells.ts';
import type { PlacedRequest } from './placement.ts';

/** Names the cell: in every answer; in a request, that in which its client wants to stay. */
export const CELL_HEADER = 'x-colorteller-cell';

/** Names the user, unless the table says otherwise. */
export const USER_HEADER = 'x-user-id';

/** How long a browser stays in its cell after its first request, in seconds. */
const COOKIE_MAX_AGE_S = 30 * 24 * 60 * 60;

/** Where a request wants to go. */
export interface Identity extends PlacedRequest {
  /** The cookie that its answer sets, where nothing that it carries would bring its next request into the same cell. */
  newCookie: string | undefined;
}

/** Reads from headers what places a request. */
export function identify({ table, cells }: Routing, headers: IncomingHttpHeaders): Identity {
  const { sticky, shardBy } = table;
  const shardKey = shardBy === null ? undefined : textOf(headers[shardBy.header]);
  if (shardKey !== undefined) {
    return { shardKey, previous: undefined, user: shardKey, newCookie: undefined };
  }
  const previous = textOf(headers[CELL_HEADER]) ?? cookieValue(headers.cookie, sticky.cookie);
  const user = textOf(headers[sticky.header]);
  return {
    shardKey,
    previous,
    user: user ?? `${Math.random()}`,
    newCookie: user === undefined && !takesTraffic(cells, previous) ? sticky.cookie : undefined,
  };
}

/** The cookie that keeps a browser in a cell. */
export const cellCookie = (name: string, cell: string) =>
  `${name}=${cell}; Path=/; Max-Age=${COOKIE_MAX_AGE_S}; HttpOnly; SameSite=Lax`;

function takesTraffic(cells: readonly LiveCell[], previous: string | undefined): boolean {
  return cells.some(({ name, weight }) => name === previous && weight > 0);
}

/** The value of a header that was sent once, or joined by Node; undefined for an empty one. */
function textOf(value: string | string[] | undefined): string | undefined {
  const text = typeof value === 'string' ? value : value?.join(', ');
  return text === '' ? undefined : text;
}

function cookieValue(cookies: string | undefined, name: string): string | undefined {
  if (cookies === undefined || !cookies.includes(name)) return undefined;
  for (const pair of cookies.split(';')) {
    const [key = '', value] = pair.split('=', 2);
    if (key.trim() === name) return value?.trim();
  }
  return undefined;
}

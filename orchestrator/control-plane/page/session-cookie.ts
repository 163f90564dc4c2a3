import type { CookieOptions, Request, Response } from 'express';

/** Name of the dashboard's cookie: another page of ours has its own, so that neither pushes the other's keys out. */
const DASHBOARD = 'colorteller-session';
/** As long as browsers keep a cookie at most; what it opens ends with the keys of the workspace. */
const MAX_AGE_MS = 400 * 24 * 60 * 60 * 1000;
/** Cookies know hosts but no ports: the keys of other orchestrators on the same host stay beside ours. */
const KEYS = 4;

/** The session keys that a request brings. @param name of the cookie */
export function sessionKeysOf({ headers }: Request, name = DASHBOARD): string[] {
  const pairs = (headers.cookie ?? '').split(';').map((pair) => pair.trim());
  const found = pairs.find((pair) => pair.startsWith(`${name}=`)) ?? '';
  return found
    .slice(name.length + 1)
    .split('.')
    .filter((key) => /^[\w-]{16,100}$/.test(key))
    .slice(0, KEYS);
}

/** Lets the browser bring the key from now on: to this host only, for its own pages only, out of reach of scripts. */
export function keepSessionKey(
  request: Request,
  response: Response,
  { key, name = DASHBOARD }: { key: string; name?: string | undefined },
): void {
  const otherKeys = sessionKeysOf(request, name).filter((other) => other !== key);
  const options: CookieOptions = {
    httpOnly: true,
    sameSite: 'strict',
    secure: request.secure,
    path: '/',
    maxAge: MAX_AGE_MS,
  };
  response.cookie(name, [key, ...otherKeys].slice(0, KEYS).join('.'), options);
}

/**
 * Whether a page of ours sent a request, and no other one of this host did, which SameSite lets through (another port).
 * A browser says so by itself; where nothing is said it is no.
 */
export function isFromOwnPage({ headers }: Request): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin';
  const { origin, host } = headers;
  return origin !== undefined && origin.toLowerCase().replace(/^https?:\/\//, '') === host;
}

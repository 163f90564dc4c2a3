import { Router, type Request, type CookieOptions, type Response } from 'express';
import helmet from 'helmet';
import { AppError } from '../../common/errors/app-error.ts';
import type { SessionKeys } from '../keys/session-file.ts';
import { createWrongKeys, refuseGuessing } from '../middleware/wrong-keys.ts';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { distPath } from '../../common/package-root.ts';
import { hasCode } from '../../common/errors/to-app-error.ts';

/** Everything comes from here, nothing is in the page itself, and no other page frames it but those that are named. */
const policyOf = ({ frames = [], framedBy = [] }: PageRoutesOptions) => ({
  'default-src': ["'none'"],
  'script-src': ["'self'"],
  'style-src': ["'self'"],
  'img-src': ["'self'", 'data:'],
  'connect-src': ["'self'"],
  'base-uri': ["'none'"],
  'form-action': ["'none'"],
  ...(frames.length > 0 && { 'frame-src': [...frames] }),
  'frame-ancestors': framedBy.length > 0 ? [...framedBy] : ["'none'"],
});

/** Wrong session keys from one source within a minute. */
const WRONG_KEYS_ALLOWED = 60;

export interface PageRoutesOptions {
  /** Session keys that are accepted like the control key. Left out: the page is read-only. */
  sessions?: Pick<SessionKeys, 'key' | 'isKey' | 'redeem'> | undefined;
  /** Others can reach it: reading the state needs a key or a session, too. Default: false. */
  isReadGuarded?: boolean;
  /** Real time in milliseconds. */
  realNowMs: () => number;
  /** Origins whose pages may frame this one: the presenter's. Default: none. */
  framedBy?: readonly string[] | undefined;
  /** Origins that this page frames. Default: none. */
  frames?: readonly string[];
  /** Folder of the built page. Default: the dashboard's. */
  folder?: string;
  /** Name of the cookie that holds its sessions. Default: the dashboard's. */
  cookie?: string;
}

/** What a page may do that asks. */
export interface PageSession {
  canRead: boolean;
  canAct: boolean;
}

/** The page at `/`, its files, and the session that its printed address begins. */
export function pageRoutes(options: PageRoutesOptions): Router {
  const { sessions, isReadGuarded, realNowMs, cookie } = options;
  const router = Router();
  const files = readPageFiles(options.folder);
  const wrong = createWrongKeys({ allowed: WRONG_KEYS_ALLOWED, nowMs: realNowMs });
  const policy = helmet.contentSecurityPolicy({
    useDefaults: false,
    directives: policyOf(options),
  });

  router.get('/', policy, (request, response) => {
    response.set('cache-control', 'no-store').vary('accept');
    const { session } = request.query;
    if (session !== undefined) {
      refuseGuessing(wrong, request, response, 'too many wrong session keys within a minute');
      const isKey = typeof session === 'string' && sessions?.isKey(session) === true;
      if (isKey) keepSessionKey(request, response, { key: session, name: cookie });
      else wrong.count(request.socket.remoteAddress ?? '');
      response.redirect(303, isKey ? '/' : '/#unknown-session');
      return;
    }
    if (request.accepts(['application/json', 'text/html']) !== 'text/html') {
      response.redirect('/api/state');
      return;
    }
    if (files === undefined) {
      throw new AppError('NOT_FOUND', 'the page was not built', { action: 'Run: npm run build' });
    }
    response.type('html').send(files.index);
  });

  router.get('/p/:code', (request, response) => {
    refuseGuessing(wrong, request, response, 'too many wrong codes within a minute');
    response.set('cache-control', 'no-store');
    // A code that was used up by this very browser still leads to the page.
    const isCode = request.method === 'GET' && sessions?.redeem(request.params.code) === true;
    const isKnown = isCode || hasSession(sessions, request, cookie);
    if (isCode) keepSessionKey(request, response, { key: sessions.key, name: cookie });
    else if (!isKnown) wrong.count(request.socket.remoteAddress ?? '');
    response.redirect(303, isKnown ? '/' : '/#unknown-session');
  });

  router.get('/page/session', (request, response) => {
    const canAct = hasSession(sessions, request, cookie);
    const answer: PageSession = { canAct, canRead: canAct || isReadGuarded !== true };
    response.set('cache-control', 'no-store').json(answer);
  });

  router.get('/page/:name', (request, response, next) => {
    const asset = files?.assets.get(request.params.name);
    if (asset === undefined) {
      next();
      return;
    }
    response.set('cache-control', 'public, max-age=31536000, immutable');
    response.type(asset.type).send(asset.content);
  });
  return router;
}

/** Whether a request is let in by its cookie: to read always, to change something only from the page itself. */
export function letsInBySession(sessions: Pick<SessionKeys, 'isKey'> | undefined, cookie?: string) {
  return (request: Request): boolean => {
    if (!hasSession(sessions, request, cookie)) return false;
    if (request.method === 'GET' || request.method === 'HEAD' || isFromOwnPage(request))
      return true;
    throw new AppError('FORBIDDEN', 'a session only counts for requests of the page itself', {
      action: 'Use the page at / of this very address, or send the control key.',
    });
  };
}

function hasSession(
  sessions: Pick<SessionKeys, 'isKey'> | undefined,
  request: Request,
  cookie: string | undefined,
): boolean {
  return sessions !== undefined && sessionKeysOf(request, cookie).filter(sessions.isKey).length > 0;
}

/** The built page, held in memory: nothing of a request becomes a path. */
interface PageFiles {
  index: string;
  /** By name; each name holds a hash of its content. */
  assets: ReadonlyMap<string, { type: string; content: Buffer }>;
}

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Undefined where it was not built. */
function readPageFiles(folder: string = distPath('services/dashboard')): PageFiles | undefined {
  const read = (name: string) => readFileSync(path.join(folder, name));
  try {
    const assets = readdirSync(folder).flatMap((name) => {
      const type = TYPES[path.extname(name)];
      return type === undefined ? [] : [[name, { type, content: read(name) }] as const];
    });
    return { index: read('index.html').toString('utf8'), assets: new Map(assets) };
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** Name of the dashboard's cookie: another page of ours has its own, so that neither pushes the other's keys out. */
const DASHBOARD = 'colorteller-session';
/** As long as browsers keep a cookie at most; what it opens ends with the keys of the workspace. */
const MAX_AGE_MS = 400 * 24 * 60 * 60 * 1000;
/** Cookies know hosts but no ports: the keys of other orchestrators on the same host stay beside ours. */
const KEYS = 4;

/** The session keys that a request brings. @param name of the cookie */
function sessionKeysOf({ headers }: Request, name = DASHBOARD): string[] {
  const pairs = (headers.cookie ?? '').split(';').map((pair) => pair.trim());
  const found = pairs.find((pair) => pair.startsWith(`${name}=`)) ?? '';
  return found
    .slice(name.length + 1)
    .split('.')
    .filter((key) => /^[\w-]{16,100}$/.test(key))
    .slice(0, KEYS);
}

/** Lets the browser bring the key from now on: to this host only, for its own pages only, out of reach of scripts. */
function keepSessionKey(
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
function isFromOwnPage({ headers }: Request): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin';
  const { origin, host } = headers;
  return origin !== undefined && origin.toLowerCase().replace(/^https?:\/\//, '') === host;
}

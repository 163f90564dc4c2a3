import { Router, type Request } from 'express';
import helmet from 'helmet';
import { AppError } from '../../common/errors/app-error.ts';
import type { SessionKeys } from '../keys/session-file.ts';
import { createWrongKeys } from '../middleware/wrong-keys.ts';
import { readPageFiles } from './page-files.ts';
import { isFromOwnPage, keepSessionKey, sessionKeysOf } from './session-cookie.ts';

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
  sessions?: Pick<SessionKeys, 'isKey'> | undefined;
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
      const { remoteAddress = '' } = request.socket;
      const seconds = wrong.waitSeconds(remoteAddress);
      if (seconds > 0) {
        response.set('retry-after', String(seconds));
        throw new AppError('RATE_LIMITED', 'too many wrong session keys within a minute', {
          action: `Try again in ${seconds} s.`,
        });
      }
      const isKey = typeof session === 'string' && sessions?.isKey(session) === true;
      if (isKey) keepSessionKey(request, response, { key: session, name: cookie });
      else wrong.count(remoteAddress);
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
export function letsInBySession(sessions: PageRoutesOptions['sessions'], cookie?: string) {
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
  sessions: PageRoutesOptions['sessions'],
  request: Request,
  cookie: string | undefined,
): boolean {
  return sessions !== undefined && sessionKeysOf(request, cookie).filter(sessions.isKey).length > 0;
}

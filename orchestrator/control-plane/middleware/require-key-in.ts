import type { Request, RequestHandler } from 'express';
import { AppError } from '../../errors/app-error.ts';

export interface RequireKeyInOptions {
  /** The key that a request brings; undefined when it brings none. */
  read: (request: Request) => string | undefined;
  isKey: (text: string) => boolean;
  /** Real time in milliseconds. */
  patienceMs: () => number;
  /** What is needed, as the beginning of a message. Never holds a key. */
  hint: string;
  /** What a key that is none is answered with; no key at all is always UNAUTHORIZED. */
  wrongKey: 'UNAUTHORIZED' | 'FORBIDDEN';
}

/** Wrong keys from one address within the window; from then on nothing is compared until it has passed. */
const WRONG_KEYS_ALLOWED = 20;
const WINDOW_MS = 60_000;
/** Addresses that are remembered; the oldest is forgotten for a new one. */
const ADDRESSES = 1_000;

/** Lets a request pass only with a key, and slows down whoever tries them. */
export function requireKeyIn(options: RequireKeyInOptions): RequestHandler {
  const wrong = new Map<string, { count: number; sinceMs: number }>();
  return (request, response, next) => {
    const address = request.socket.remoteAddress ?? '';
    const nowMs = options.patienceMs();
    const seen = wrong.get(address);
    const isOver = seen !== undefined && nowMs - seen.sinceMs >= WINDOW_MS;
    if (isOver) wrong.delete(address);
    const key = options.read(request);
    if (key === undefined || key === '') {
      throw new AppError('UNAUTHORIZED', `${options.hint}; none was sent`);
    }
    const tries = isOver ? undefined : seen;
    if (tries !== undefined && tries.count >= WRONG_KEYS_ALLOWED) {
      const seconds = Math.ceil((tries.sinceMs + WINDOW_MS - nowMs) / 1_000);
      response.set('retry-after', String(seconds));
      throw new AppError('TOO_MANY_REQUESTS', `${tries.count} wrong keys within a minute`, {
        action: `Try again in ${seconds} s.`,
      });
    }
    if (options.isKey(key)) {
      next();
      return;
    }
    if (tries === undefined && wrong.size >= ADDRESSES) {
      wrong.delete([...wrong.keys()][0] ?? '');
    }
    wrong.set(address, { count: (tries?.count ?? 0) + 1, sinceMs: tries?.sinceMs ?? nowMs });
    throw new AppError(options.wrongKey, `${options.hint}; the one that was sent is not`);
  };
}

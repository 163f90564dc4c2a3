import type { Request, RequestHandler } from 'express';
import { AppError } from '../../common/errors/app-error.ts';
import { createWrongKeys } from './wrong-keys.ts';

export interface RequireKeyInOptions {
  /** The key that a request brings; undefined when it brings none. */
  read: (request: Request) => string | undefined;
  isKey: (text: string) => boolean;
  /** Real time in milliseconds. */
  nowMs: () => number;
  /** What is needed, as the beginning of a message. Never holds a key. */
  hint: string;
  /** What a key that is none is answered with; no key at all is always UNAUTHORIZED. */
  wrongKey: 'UNAUTHORIZED' | 'FORBIDDEN';
}

/** Wrong keys from one source within a minute; from then on nothing is compared until it has passed. */
const WRONG_KEYS_ALLOWED = 20;

/** Lets a request pass only with a key, and slows down guessing. */
export function requireKeyIn(options: RequireKeyInOptions): RequestHandler {
  const wrong = createWrongKeys({ allowed: WRONG_KEYS_ALLOWED, nowMs: options.nowMs });
  return (request, response, next) => {
    const address = request.socket.remoteAddress ?? '';
    const key = options.read(request);
    if (key === undefined || key === '') {
      throw new AppError('UNAUTHORIZED', `${options.hint}; none was sent`);
    }
    const seconds = wrong.waitSeconds(address);
    if (seconds > 0) {
      response.set('retry-after', String(seconds));
      throw new AppError('RATE_LIMITED', 'too many wrong keys within a minute', {
        action: `Try again in ${seconds} s.`,
      });
    }
    if (options.isKey(key)) {
      next();
      return;
    }
    wrong.count(address);
    throw new AppError(options.wrongKey, `${options.hint}; the one that was sent is not`);
  };
}

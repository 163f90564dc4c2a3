import type { Request, RequestHandler } from 'express';
import { AppError } from '../../common/errors/app-error.ts';
import { createWrongKeys, refuseGuessing } from './wrong-keys.ts';
import { createHash, timingSafeEqual } from 'node:crypto';

/** Wrong control keys from one source within a minute. */
const WRONG_KEYS_ALLOWED = 60;

/**
 * Lets a request pass only with `Authorization: Bearer KEY`; compared in constant time. The right key never has to wait:
 * a stray program does not lock out a client with the same address.
 * @param isLetIn another way in. Default: none
 */
export function requireKey(
  key: string,
  nowMs: () => number,
  isLetIn: (request: Request) => boolean = () => false,
): RequestHandler {
  const isExpected = isSameKey(`Bearer ${key}`);
  const wrong = createWrongKeys({ allowed: WRONG_KEYS_ALLOWED, nowMs });
  return (request, response, next) => {
    if (isExpected(request.headers.authorization ?? '') || isLetIn(request)) {
      next();
      return;
    }
    refuseGuessing(wrong, request, response, 'too many requests without the control key');
    wrong.count(request.socket.remoteAddress ?? '');
    throw new AppError('UNAUTHORIZED', 'the control key is missing or wrong', {
      action:
        'Send it as "Authorization: Bearer KEY"; the workspace holds it in orchestrator.json.',
    });
  };
}

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
const WRONG_SDK_KEYS_ALLOWED = 20;

/** Lets a request pass only with a key, and slows down guessing. */
export function requireKeyIn(options: RequireKeyInOptions): RequestHandler {
  const wrong = createWrongKeys({ allowed: WRONG_SDK_KEYS_ALLOWED, nowMs: options.nowMs });
  return (request, response, next) => {
    const key = options.read(request);
    if (key === undefined || key === '') {
      throw new AppError('UNAUTHORIZED', `${options.hint}; none was sent`);
    }
    refuseGuessing(wrong, request, response, 'too many wrong keys within a minute');
    if (options.isKey(key)) {
      next();
      return;
    }
    wrong.count(request.socket.remoteAddress ?? '');
    throw new AppError(options.wrongKey, `${options.hint}; the one that was sent is not`);
  };
}

/** Whether a text is that key; in constant time. */
export function isSameKey(key: string): (text: string) => boolean {
  const expected = digest(key);
  return (text) => timingSafeEqual(digest(text), expected);
}

/** Whether a text satisfies one of them; each is checked, whichever does, so that the time reveals nothing. */
export function isAnyOf(...tests: ((text: string) => boolean)[]): (text: string) => boolean {
  return (text) => tests.filter((test) => test(text)).length > 0;
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

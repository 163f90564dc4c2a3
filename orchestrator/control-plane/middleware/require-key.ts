import type { Request, RequestHandler } from 'express';
import { AppError } from '../../common/errors/app-error.ts';
import { isSameKey } from './is-same-key.ts';
import { createWrongKeys } from './wrong-keys.ts';

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
    const address = request.socket.remoteAddress ?? '';
    const seconds = wrong.waitSeconds(address);
    if (seconds > 0) {
      response.set('retry-after', String(seconds));
      throw new AppError('RATE_LIMITED', 'too many requests without the control key', {
        action: `Try again in ${seconds} s, with the right key.`,
      });
    }
    wrong.count(address);
    throw new AppError('UNAUTHORIZED', 'the control key is missing or wrong', {
      action:
        'Send it as "Authorization: Bearer KEY"; the workspace holds it in orchestrator.json.',
    });
  };
}

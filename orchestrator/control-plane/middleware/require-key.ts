import { createHash, timingSafeEqual } from 'node:crypto';
import type { RequestHandler } from 'express';
import { AppError } from '../../errors/app-error.ts';

/** Lets a request pass only with `Authorization: Bearer KEY`; compared in constant time. */
export function requireKey(key: string): RequestHandler {
  const expected = digest(`Bearer ${key}`);
  return (request, _response, next) => {
    if (!timingSafeEqual(digest(request.headers.authorization ?? ''), expected)) {
      throw new AppError('UNAUTHORIZED', 'the control key is missing or wrong', {
        action:
          'Send it as "Authorization: Bearer KEY"; the workspace holds it in orchestrator.json.',
      });
    }
    next();
  };
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

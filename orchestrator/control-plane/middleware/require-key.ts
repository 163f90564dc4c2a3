import type { RequestHandler } from 'express';
import { AppError } from '../../errors/app-error.ts';
import { isSameKey } from './is-same-key.ts';

/** Lets a request pass only with `Authorization: Bearer KEY`; compared in constant time. */
export function requireKey(key: string): RequestHandler {
  const isExpected = isSameKey(`Bearer ${key}`);
  return (request, _response, next) => {
    if (!isExpected(request.headers.authorization ?? '')) {
      throw new AppError('UNAUTHORIZED', 'the control key is missing or wrong', {
        action:
          'Send it as "Authorization: Bearer KEY"; the workspace holds it in orchestrator.json.',
      });
    }
    next();
  };
}

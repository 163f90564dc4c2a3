import type { Request, RequestHandler } from 'express';
import { rateLimit } from 'express-rate-limit';
import { AppError } from '../../errors/app-error.ts';
import type { SdkKeys } from '../../sdk-keys.ts';

/** How many wrong keys an address may send within a minute before it is only told to wait. */
const WRONG_KEYS_PER_MINUTE = 60;

/**
 * Lets a request pass only with a server key: in the header `statsig-api-key`, or given by `keyOf`. Wrong keys are
 * limited, right ones never are: whoever shares an address with a stray client is not locked out by it.
 * @throws AppError UNAUTHORIZED, RATE_LIMITED
 */
export function requireSdkKey(
  keys: SdkKeys,
): (keyOf?: (request: Request) => string | undefined) => RequestHandler {
  const limit = rateLimit({
    windowMs: 60_000,
    limit: WRONG_KEYS_PER_MINUTE,
    standardHeaders: 'draft-7',
    legacyHeaders: false,
    handler: (_request, _response, next) =>
      next(
        new AppError('RATE_LIMITED', 'too many requests with a wrong server key', {
          action: 'Set the right key, and try again in a minute.',
        }),
      ),
  });
  return (keyOf = (request) => request.get('statsig-api-key')) =>
    (request, response, next) => {
      const environment = keys.environmentOf(keyOf(request) ?? '');
      if (environment !== undefined) {
        response.locals['environment'] = environment;
        next();
        return;
      }
      void limit(request, response, (error?: unknown) =>
        next(
          error ??
            new AppError('UNAUTHORIZED', 'the server key is missing, unknown or revoked', {
              action: 'Create one with: npx colorteller keys create ENVIRONMENT',
            }),
        ),
      );
    };
}

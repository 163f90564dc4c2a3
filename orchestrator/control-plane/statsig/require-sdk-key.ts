import type { Request, RequestHandler } from 'express';
import { AppError } from '../../common/errors/app-error.ts';
import type { SdkKeys } from '../keys/workspace-keys.ts';
import type { WrongKeys } from '../middleware/wrong-keys.ts';

/**
 * Lets a request pass only with a server key: in the header `statsig-api-key`, or given by `keyOf`. Wrong keys are
 * limited, right ones never are: a stray client does not lock out others with the same address.
 * @throws AppError UNAUTHORIZED, RATE_LIMITED
 */
export function requireSdkKey(
  keys: SdkKeys,
  wrong: WrongKeys,
): (keyOf?: (request: Request) => string | undefined) => RequestHandler {
  return (keyOf = (request) => request.get('statsig-api-key')) =>
    (request, response, next) => {
      const environment = keys.environmentOf(keyOf(request) ?? '');
      if (environment !== undefined) {
        response.locals['environment'] = environment;
        next();
        return;
      }
      const address = request.socket.remoteAddress ?? '';
      const seconds = wrong.waitSeconds(address);
      if (seconds > 0) {
        response.set('retry-after', String(seconds));
        throw new AppError('RATE_LIMITED', 'too many requests with a wrong server key', {
          action: 'Set the right key, and try again in a minute.',
        });
      }
      wrong.count(address);
      throw new AppError('UNAUTHORIZED', 'the server key is missing, unknown or revoked', {
        action: 'Create one with: npx colorteller keys create ENVIRONMENT',
      });
    };
}

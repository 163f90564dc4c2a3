import { Router } from 'express';
import { AppError } from '../../common/errors/app-error.ts';
import { parseBody, retrySchema } from '../schemas.ts';
import type { RetryAnswer } from '../view/answers.ts';

export interface LoopRoutesOptions {
  /** Retries one stack, or all that failed. Resolves to the names of the stacks that will be tried. */
  retry: (stack?: string) => string[];
  stackNames: () => string[];
}

/** What a person may ask of the loop. */
export function loopRoutes({ retry, stackNames }: LoopRoutesOptions): Router {
  const router = Router();
  router.post('/retry', (request, response) => {
    const { stack } = parseBody(retrySchema, request.body);
    if (stack !== undefined && !stackNames().includes(stack)) {
      throw new AppError('NOT_FOUND', `there is no stack "${stack}"`, {
        action: `Known: ${stackNames().join(', ')}.`,
      });
    }
    response.status(202).json({ stacks: retry(stack) } satisfies RetryAnswer);
  });
  return router;
}

import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express';
import { AppError } from '../common/errors/app-error.ts';
import { ERROR_CODES } from '../common/errors/error-codes.ts';
import { hideKeys } from '../common/errors/hide-keys.ts';

/** Body of every answer that is not a success. */
export interface ErrorBody {
  code: string;
  message: string;
  action: string | null;
  details: Readonly<Record<string, unknown>>;
}

/** Turns errors into answers; an internal error reveals no more than that it happened. */
export function errorHandler(
  onInternal: (error: unknown) => void,
  answer: (error: AppError, http: number, request: Request, response: Response) => void,
): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const appError = asAppError(error);
    if (appError === undefined) onInternal(error);
    const shown =
      appError ??
      new AppError('INTERNAL', 'something went wrong in the orchestrator; its log has the details');
    answer(shown, ERROR_CODES[shown.code].http, request, response);
  };
}

/** Errors of the API. */
export function errorResponse(onInternal: (error: unknown) => void): ErrorRequestHandler {
  return errorHandler(onInternal, ({ code, message, action, details }, http, _, response) => {
    const body: ErrorBody = { code, message: hideKeys(message), action: action ?? null, details };
    response.status(http).json(body);
  });
}

/** Answers every path that nothing else answered. */
export const notFound: RequestHandler = (request) => {
  throw new AppError('NOT_FOUND', `there is no ${request.method} ${request.path}`, {
    action: 'See GET /api/state; docs/reference/http.md lists the paths.',
  });
};

/** An error of ours, or of the body parser; undefined for a fault. */
function asAppError(error: unknown): AppError | undefined {
  if (error instanceof AppError) return error;
  if (
    error instanceof Error &&
    'status' in error &&
    typeof error.status === 'number' &&
    error.status < 500
  ) {
    // What express's body parser throws: a body over the limit, or broken JSON.
    if (error.status === 413) return bodyTooLarge();
    return new AppError('BAD_INPUT', `the request body is not accepted: ${error.message}`);
  }
  return undefined;
}

/** A body that is not read to its end. */
export function bodyTooLarge(): AppError {
  return new AppError('BODY_TOO_LARGE', 'the request body exceeds the size limit');
}

import { AppError } from './app-error.ts';

/** Any thrown thing as an error of ours; what is not one is a fault of ColorTeller itself. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new AppError('INTERNAL', message, { cause: error });
}

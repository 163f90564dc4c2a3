import { AppError } from './app-error.ts';

/** Any thrown thing as an error of ours; what is not one is a fault of ColorTeller itself. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new AppError('INTERNAL', message, { cause: error });
}

/** Whether an error of the system (a file, a process, a port) carries this code, such as `ENOENT`. */
export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

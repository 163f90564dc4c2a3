import type { ErrorCode } from './error-codes.ts';

export interface AppErrorOptions {
  /** What to type or do next, one sentence or command. */
  action?: string;
  /** Typed facts for programs: names, paths, numbers. Never a secret. */
  details?: Readonly<Record<string, unknown>>;
  cause?: unknown;
  /** True when the same call may succeed later with nothing changed by a person. Default false. */
  retryable?: boolean;
}

/** An error with a code from the registry: says what failed (with values), why, and what to do next. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly action: string | undefined;
  readonly details: Readonly<Record<string, unknown>>;
  readonly retryable: boolean;

  constructor(code: ErrorCode, message: string, options: AppErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.action = options.action;
    this.details = options.details ?? {};
    this.retryable = options.retryable ?? false;
  }
}

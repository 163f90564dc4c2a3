import { AppError } from '../../common/errors/app-error.ts';
import type { ErrorCode } from '../../common/errors/error-codes.ts';
import type { Verdict } from './records.ts';

/** Why an event is not accepted in the present state: an answer, not an exception. */
export interface Refusal {
  code: ErrorCode;
  reason: string;
  /** What can be done instead. */
  action: string;
  /** Typed facts for programs. */
  details?: Readonly<Record<string, unknown>>;
}

/** A refusal as an exception, for callers that asked for something to happen. */
export function refusalError({ code, reason, action, details = {} }: Refusal): AppError {
  return new AppError(code, reason, { action, details });
}

export const ALLOWED: Verdict = { allowed: true };

export function refusal(code: ErrorCode, reason: string, action: string): Refusal {
  return { code, reason, action };
}

export function refuse(code: ErrorCode, reason: string, action: string): Verdict {
  return { allowed: false, code, reason, action };
}

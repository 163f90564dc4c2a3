import type { AppError } from '../errors/app-error.ts';
import type { ErrorCode } from '../errors/error-codes.ts';

/** What stays as it is until somebody changes something. */
const LASTING: readonly ErrorCode[] = [
  'BAD_INPUT',
  'IMAGE_MISSING',
  'INVALID_VALUE',
  'PROTECTED',
  'PULUMI_MISSING',
  'PULUMI_TOO_OLD',
  'UNKNOWN_CONFIG',
];

/** Whether trying the same update again is in vain: the loop then stops, and asks for a change. */
export function isLasting({ code }: AppError): boolean {
  return LASTING.includes(code);
}

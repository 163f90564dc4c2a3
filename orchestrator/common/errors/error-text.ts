import { AppError } from './app-error.ts';
import { toErrorCode, type ErrorCode } from './error-codes.ts';

/** What {@link parseErrorText} finds in a text. */
export interface ErrorText {
  code: ErrorCode;
  /** The sentence after the code, up to the end of its line. */
  message: string;
}

/**
 * An error as one line that keeps its code, `[CODE] what failed. what to do next.`, for the places where only a
 * text gets through, such as the gRPC status of a Pulumi provider. An error of no code is INTERNAL.
 */
export function formatErrorText(error: unknown): string {
  if (!(error instanceof AppError)) return `[INTERNAL] ${oneLine(messageOf(error))}`;
  const parts = error.action === undefined ? [error.message] : [error.message, error.action];
  return `[${error.code}] ${parts.map((part) => oneLine(part)).join(' ')}`;
}

/** The first `[CODE] message` in a text, whatever surrounds it; undefined when it holds no code of the registry. */
export function parseErrorText(text: string): ErrorText | undefined {
  for (const match of text.matchAll(/\[([A-Z_]+)\] (?=(.+))/g)) {
    const [, name = '', message = ''] = match;
    const code = toErrorCode(name);
    if (code !== undefined) return { code, message: message.trim() };
  }
  return undefined;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Log lines inside a message stay readable on one line. */
function oneLine(text: string): string {
  return text
    .trim()
    .replace(/:\n/g, ': ')
    .replace(/\s*\n\s*/g, ' | ');
}

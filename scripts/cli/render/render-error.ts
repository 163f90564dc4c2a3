import type { AppError } from '../../../orchestrator/common/errors/app-error.ts';
import { formerCode } from '../../../orchestrator/common/errors/error-codes.ts';
import { wrap } from './layout.ts';
import type { Paint } from './paint.ts';
import { printable } from './printable.ts';
import type { Failure } from '../outputs/error.ts';

/** An error for a person: what failed and why, its code, and what to type next. */
export function renderError(paint: Paint, error: AppError): string {
  const { message, action } = printable({ message: error.message, action: error.action });
  const lines = [
    `${paint('bold', paint('red', 'error'))} ${message} ${paint('dim', `[${error.code}]`)}`,
  ];
  if (action !== undefined) lines.push(`${paint('cyan', ' next')} ${action}`);
  return wrap(paint, `${lines.join('\n')}\n`);
}

/** The same for a program: one line of JSON. */
export function errorJson(error: AppError): string {
  const { code, message, action, details } = error;
  const former = formerCode(code);
  const failure: Failure = {
    error: {
      code,
      ...(former === undefined ? {} : { formerCode: former }),
      message,
      action: action ?? null,
      details,
    },
  };
  return `${JSON.stringify(failure)}\n`;
}

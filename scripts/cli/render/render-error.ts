import type { AppError } from '../../../orchestrator/common/errors/app-error.ts';
import { formerCode } from '../../../orchestrator/common/errors/error-codes.ts';
import { shellWord } from '../commands/workspace-option.ts';
import { wrap } from './layout.ts';
import type { Paint } from './paint.ts';
import { printable } from './printable.ts';
import type { Failure } from '../outputs/error.ts';

/**
 * An error for a person: what failed and why, its code, and what to type next.
 * @param workspace the one that a flag named: copied without it, a command would act on another one. Default: none did.
 */
export function renderError(paint: Paint, error: AppError, workspace?: string): string {
  const { message, action } = printable({ message: error.message, action: error.action });
  const lines = [
    `${paint('bold', paint('red', 'error'))} ${message} ${paint('dim', `[${error.code}]`)}`,
  ];
  if (action !== undefined) lines.push(`${paint('cyan', ' next')} ${action}`);
  if (workspace !== undefined && needsWorkspace(action)) {
    lines.push(`      Add to each command: --workspace ${shellWord(printable(workspace))}`);
  }
  return wrap(paint, `${lines.join('\n')}\n`);
}

function needsWorkspace(action: string | undefined): boolean {
  return action?.includes('npx colorteller ') === true && !action.includes('--workspace');
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

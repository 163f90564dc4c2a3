import { AppError } from '../../orchestrator/common/errors/app-error.ts';

/**
 * `KEY=VALUE` as a pair; a value that is JSON is parsed, any other is text.
 * @param example a correct command, for the error.
 * @throws AppError BAD_INPUT
 */
export function parsePair(pair: string, example: string): [string, unknown] {
  const at = pair.indexOf('=');
  if (at >= 1) return [pair.slice(0, at), parseValue(pair.slice(at + 1))];
  throw new AppError('BAD_INPUT', `"${pair}" is not KEY=VALUE`, {
    action: `Write for example: ${example}`,
  });
}

function parseValue(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

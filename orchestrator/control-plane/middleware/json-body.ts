import { json, type RequestHandler } from 'express';
import { isWholeText } from '../../common/whole-text.ts';

/**
 * Reads a JSON body. Half of a character (a lone surrogate) is refused: nothing that is written or sent as UTF-8 can
 * hold it, and one of them would make all that an SDK is sent unreadable.
 */
export function jsonBody(options: Parameters<typeof json>[0]): RequestHandler {
  return json({ ...options, reviver: wholeTexts });
}

function wholeTexts(key: string, value: unknown): unknown {
  if (isWholeText(key) && (typeof value !== 'string' || isWholeText(value))) return value;
  throw new SyntaxError(`${JSON.stringify(key)} holds half of a character (a lone surrogate)`);
}

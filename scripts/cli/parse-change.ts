import type { ConfigValue } from '../../orchestrator/core/definition/definition.ts';
import { AppError } from '../../orchestrator/common/errors/app-error.ts';
import { parsePair } from './parse-pair.ts';

/** Of the option `--change`. */
export const CHANGE_HELP = 'keys to set in the value: KEY=VALUE, repeatable, or a JSON object';

const EXAMPLE = '--change color=purple, or --change \'{"color":"purple"}\'';

/**
 * What `--change` sets in a value: a JSON object, or `KEY=VALUE` as `config set` takes it; several add up.
 * @throws AppError BAD_INPUT
 */
export function addChange(text: string, before: ConfigValue = {}): ConfigValue {
  return { ...before, ...changeOf(text) };
}

function changeOf(text: string): ConfigValue {
  if (text.trim().startsWith('{')) {
    try {
      return JSON.parse(text) as ConfigValue;
    } catch {
      // Refused below.
    }
  } else if (/^[^={[\s]+=/.test(text)) return Object.fromEntries([parsePair(text, EXAMPLE)]);
  throw new AppError('BAD_INPUT', `--change ${text}: this is not a change`, {
    action: `Write for example: ${EXAMPLE}.`,
  });
}

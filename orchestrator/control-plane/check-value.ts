import { isCssColor } from '../../services/colorteller/color.ts';
import type { ConfigValue } from '../definition/definition.ts';
import { AppError } from '../errors/app-error.ts';

/**
 * Refuses a value that no region could tell, when it is saved rather than when it is delivered.
 * @throws AppError INVALID_VALUE
 */
export function checkValue(config: string, value: ConfigValue): void {
  const { color } = value;
  if (color === undefined) return;
  if (typeof color !== 'string' || !isCssColor(color)) {
    throw new AppError(
      'INVALID_VALUE',
      `"${config}": color ${JSON.stringify(color)} is not a colour`,
      {
        action: 'Use a CSS colour name such as purple, or a hex colour such as #6a0dad.',
        details: { config, property: 'color' },
      },
    );
  }
}

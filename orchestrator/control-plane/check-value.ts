import { isCssColor } from '../../services/colorteller/color.ts';
import type { ConfigValue, Definition } from '../core/definition/definition.ts';
import { compileValueSchema } from '../core/definition/value-schema.ts';
import { AppError } from '../common/errors/app-error.ts';

/**
 * Refuses a value that its schema does not allow or that no region could tell, when it is saved rather than when it is
 * delivered.
 * @throws AppError INVALID_VALUE
 */
export function checkValue(
  { dynamicConfigs }: Pick<Definition, 'dynamicConfigs'>,
  config: string,
  value: ConfigValue,
): void {
  const { color } = value;
  if (color !== undefined && (typeof color !== 'string' || !isCssColor(color))) {
    throw new AppError(
      'INVALID_VALUE',
      `"${config}": color ${JSON.stringify(color)} is not a colour`,
      {
        action: 'Use a CSS colour name such as purple, or a hex colour such as #6a0dad.',
        details: { config, property: 'color' },
      },
    );
  }
  const schema = dynamicConfigs.find(({ name }) => name === config)?.schema ?? null;
  const compiled = schema === null ? null : compileValueSchema(schema);
  if (compiled === null || 'unusable' in compiled) return;
  const problems = compiled.check(value);
  const [first] = problems;
  if (first === undefined) return;
  const words = problems.map(({ path, message }) => `${path.join('.') || 'value'}: ${message}`);
  throw new AppError(
    'INVALID_VALUE',
    `"${config}": the value does not fit its schema: ${words.join('; ')}`,
    {
      action: 'Correct the value, or the schema of the config in the workspace file.',
      details: { config, property: first.path.join('.'), problems },
    },
  );
}

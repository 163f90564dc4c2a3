import { isCssColor } from '../../services/colorteller/color.ts';
import type { ConfigValue, Definition } from '../core/definition/definition.ts';
import { compileValueSchema } from '../core/definition/value-schema.ts';
import { AppError } from '../common/errors/app-error.ts';
import { own } from '../common/own.ts';
import { regionValueJsonSchema } from '../../infra/program/region-value.ts';
import { REGION_CONFIG } from '../core/definition/region-config-name.ts';
import { unknownConfig } from '../core/pipeline/unknown-name.ts';
import type { Context } from '../core/pipeline/state.ts';

/**
 * Refuses a value that its schema does not allow or that no region could answer, when it is saved rather than when it is
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

/** A JSON Schema (draft 2020-12). */
export type ValueSchema = Readonly<Record<string, unknown>>;

/**
 * What a value of a config has to be, for editors: what regions can be deployed with, where they read it, and the schema
 * that the workspace file gives it. The server goes by its own check, which also knows colours.
 * @throws AppError UNKNOWN_CONFIG
 */
export function valueSchemaOf({ definition, state }: Context, name: string): ValueSchema {
  const config = own(state.configs, name);
  if (config === undefined) {
    const { code, reason, action } = unknownConfig(state, name);
    throw new AppError(code, reason, { action });
  }
  if (config.kind === 'gate') return { type: 'boolean' };
  const schema = definition.dynamicConfigs.find((config) => config.name === name)?.schema ?? null;
  const base = name === REGION_CONFIG ? regionValueJsonSchema() : { type: 'object' };
  return schema === null ? base : { allOf: [base, schema] };
}

import { AppError } from '../common/errors/app-error.ts';
import { own } from '../common/own.ts';
import { REGION_CONFIG } from '../core/definition/region-config-name.ts';
import { regionValueJsonSchema } from '../core/definition/region-value.ts';
import { unknownConfig } from '../core/pipeline/unknown-name.ts';
import type { Context } from '../core/pipeline/state.ts';

/** A JSON Schema (draft 2020-12). */
export type ValueSchema = Readonly<Record<string, unknown>>;

/**
 * What a value of a config has to be, for editors: what regions can be deployed with, where they read it, and the schema
 * that the workspace file gives it. The server goes by its own check, which also knows colours and ports.
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

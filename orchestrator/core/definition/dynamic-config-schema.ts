import { z } from 'zod';
import { nameSchema } from './name-schema.ts';
import { pipelineReference, targetingRule, targetingShape } from './targeting-schema.ts';

const configValue = z.looseObject({
  color: z.string().min(1).max(64).optional().describe('What the regions tell.'),
});

export const dynamicConfigSchema = z
  .strictObject({
    name: nameSchema,
    pipeline: pipelineReference,
    defaultValue: configValue.describe(
      'Version 1 of the value. Later versions come from the event log.',
    ),
    schema: z
      .record(z.string(), z.json())
      .optional()
      .describe('JSON Schema that every value of this config satisfies.'),
    ...targetingShape(targetingRule(configValue), configValue),
  })
  .describe('A named JSON value; `colorteller` is the one that regions read.');

import { z } from 'zod';
import { nameSchema } from './name-schema.ts';
import { pipelineReference, targetingRule, targetingShape } from './targeting-schema.ts';

export const gateSchema = z
  .strictObject({
    name: nameSchema,
    defaultValue: z.boolean().default(false).describe('For whom no rule matches.'),
    pipeline: pipelineReference,
    permanent: z
      .boolean()
      .exactOptional()
      .describe('Meant to stay, as opposed to one that guards a release. Default: false.'),
    ...targetingShape(targetingRule(z.boolean().default(true)), z.boolean()),
  })
  .describe('A named yes or no.');

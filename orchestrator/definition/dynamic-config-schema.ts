import { z } from 'zod';
import { nameSchema } from './name-schema.ts';

export const dynamicConfigSchema = z
  .strictObject({
    name: nameSchema,
    pipeline: z
      .string()
      .optional()
      .describe('The pipeline that changes go through; absent: a change applies at once.'),
    defaultValue: z
      .looseObject({ color: z.string().min(1).max(64).optional() })
      .describe('Version 1 of the value. Later versions come from the event log.'),
  })
  .describe('A named JSON value; `colorteller` is the one that regions read.');

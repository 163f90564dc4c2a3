import { z } from 'zod';
import { nameSchema } from './name-schema.ts';

export const environmentSchema = z
  .strictObject({
    name: nameSchema,
    production: z
      .boolean()
      .exactOptional()
      .describe('Whether users meet it. Default: when its name is production.'),
    pipelineRequired: z
      .boolean()
      .default(true)
      .describe(
        'A change that touches only environments with pipelineRequired: false applies at once.',
      ),
  })
  .describe('A tier that regions are in and rules can name, such as staging.');

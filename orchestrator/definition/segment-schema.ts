import { z } from 'zod';
import { nameSchema } from './name-schema.ts';

export const segmentSchema = z
  .strictObject({
    name: nameSchema,
    idType: z.string().min(1).default('userID').describe('What the ids are.'),
    ids: z.array(z.string().min(1)).describe('Who is in it.'),
  })
  .describe('A list of users that conditions can name.');

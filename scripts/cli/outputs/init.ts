import { z } from 'zod';
import { text } from '../../../orchestrator/common/field.ts';

export const init = z
  .object({
    file: text('The workspace file, absolute'),
    format: z.enum(['yaml', 'json', 'ts']).describe('Its language'),
    next: z.array(text('A command')).describe('What to type next, in order'),
  })
  .describe('The new workspace file.');

export type Initialized = z.infer<typeof init>;

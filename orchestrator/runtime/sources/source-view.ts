import { z } from 'zod';
import { time } from '../../common/field.ts';

export const sourceViewSchema = z.object({
  name: z.enum(['statsig', 'openfeature', 'in-process']).describe('The source of decisions'),
  specsTimeMs: time('Of the current specs').nullable(),
  isStale: z.boolean().describe('It is unreachable: its last good decisions apply'),
  staleSinceMs: time('Since when, real time').nullable(),
});

/** How the source of decisions is. */
export type SourceView = z.infer<typeof sourceViewSchema>;

/** Where programs get decisions from. */
export type SourceName = SourceView['name'];

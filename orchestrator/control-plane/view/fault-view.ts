import { z } from 'zod';
import { count, text } from '../../common/field.ts';

export const faultViewSchema = z.object({
  name: text('The name that clears it'),
  kind: z
    .enum(['fails', 'breaks', 'hangs', 'dies', 'slow', 'erroring', 'gone', 'stale', 'flapping'])
    .describe('The kind of failure'),
  operation: z
    .enum(['up', 'create', 'update', 'delete', 'read', 'deliver', 'decide', 'answer'])
    .describe('The operation that it affects'),
  region: text('The region that it affects; left out: every one').exactOptional(),
  color: text(
    'The last answered colour at which it takes effect; left out: every one',
  ).exactOptional(),
  stack: text('The stack that it affects; left out: every one').exactOptional(),
  nth: count('The first call that it affects, counted from 1 in each region').exactOptional(),
  every: count('It affects every n-th call').exactOptional(),
  probability: z.number().describe('It affects calls by chance, 0 to 1').exactOptional(),
  times: count(
    'How many calls of a region it affects at most; left out: 1 with nth, else unlimited',
  ).exactOptional(),
  durationMs: z.number().describe('How long hangs and slow last').exactOptional(),
  seed: z.number().describe('The same seed affects the same calls'),
  isFromFile: z.boolean().describe('It is in the workspace file, and is cleared there'),
  calls: count('Calls that it could affect, since it was added or the start'),
  hits: count('Calls that it affected'),
});

/** A fault that is active, with how often it could take effect and did. */
export type FaultView = z.infer<typeof faultViewSchema>;

import { z } from 'zod';
import { count, text } from '../../common/field.ts';

export const faultViewSchema = z.object({
  name: text('By which it is cleared'),
  kind: z
    .enum(['fails', 'breaks', 'hangs', 'dies', 'slow', 'erroring', 'gone', 'stale', 'flapping'])
    .describe('What goes wrong'),
  operation: z
    .enum(['up', 'create', 'update', 'delete', 'read', 'deliver', 'decide', 'answer'])
    .describe('What it affects'),
  region: text('The region that it affects; left out: every one').exactOptional(),
  color: text(
    'The last answered colour at which it takes effect; left out: every one',
  ).exactOptional(),
  stack: text('The stack that it affects; left out: every one').exactOptional(),
  nth: count('The first call that it affects, counted from 1 in each region').exactOptional(),
  every: count('It affects every so many calls').exactOptional(),
  probability: z.number().describe('It affects calls by chance, 0 to 1').exactOptional(),
  times: count('How often in a region; left out: see nth, else always').exactOptional(),
  durationMs: z.number().describe('How long it hangs or is slow').exactOptional(),
  seed: z.number().describe('The same seed affects the same calls'),
  isFromFile: z.boolean().describe('It is in the workspace file, and is cleared there'),
  calls: count('How often it could take effect since it was added or the start'),
  hits: count('How often it did'),
});

/** A fault that is active, with how often it could take effect and did. */
export type FaultView = z.infer<typeof faultViewSchema>;

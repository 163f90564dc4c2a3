import { z } from 'zod';
import { count } from '../../common/field.ts';
import { faultSchema } from '../../core/definition/fault.ts';

export const faultViewSchema = faultSchema.extend({
  isFromFile: z.boolean().describe('It is in the workspace file, and is cleared there'),
  calls: count('Calls that it could affect, since it was added or the start'),
  hits: count('Calls that it affected'),
});

/** A fault that is active, with how often it could take effect and did. */
export type FaultView = z.infer<typeof faultViewSchema>;

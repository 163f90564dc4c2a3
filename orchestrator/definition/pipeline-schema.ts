import { z } from 'zod';
import { conditionSchema } from './condition-schema.ts';
import { durationSchema } from './duration.ts';
import { nameSchema as name } from './name-schema.ts';

const ruleSchema = z.strictObject({
  name: z.string().min(1).optional(),
  /** The rule holds only in these environments; absent or null: in all. */
  environments: z.array(z.string()).min(1).nullish(),
  /** All must hold. Empty: every region of the environments. */
  conditions: z.array(conditionSchema).default([]),
});

const phaseSchema = z.strictObject({
  /** What actions name the phase by, unique in its pipeline. Default: its name. */
  id: z.string().min(1).optional(),
  name: z.string().min(1),
  /** The phase starts only after an approval. */
  requiredReview: z.boolean().default(false),
  /** How long the phase bakes before the next may start. */
  timeInterval: durationSchema.default(0),
  /** The phase reaches a region when any of these matches it. */
  rules: z.array(ruleSchema).min(1),
});

export const pipelineSchema = z.strictObject({
  name,
  phases: z.array(phaseSchema).min(1).max(100),
});

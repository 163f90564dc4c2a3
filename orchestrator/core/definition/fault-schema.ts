import { z } from 'zod';
import { ALLOWED_COLORS, isCssColor } from '../../../services/colorteller/color.ts';
import { durationSchema } from './duration.ts';
import {
  DEFAULT_FAULT_SEED,
  FAULT_OPERATIONS,
  faultKind,
  faultOperation,
  toFault,
  type FaultKind,
} from './fault.ts';

const count = z.int().min(1).max(1_000_000);
const where = z.string().min(1).max(200);
const seed = z
  .int()
  .min(0)
  .max(2 ** 32);

const requestedSchema = z.strictObject({
  name: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .optional()
    .describe('Default: a short form of its settings.'),
  kind: faultKind.describe('The kind of failure.'),
  operation: faultOperation
    .optional()
    .describe('The operation that it affects. Default: the usual one of its kind.'),
  region: where.optional().describe('Affects only this region.'),
  color: z
    .string()
    .refine(isCssColor, `must be ${ALLOWED_COLORS}`)
    .optional()
    .describe('Affects a region only while it answers this color; for slow, erroring and gone.'),
  stack: where.optional().describe('Affects only this stack.'),
  nth: count.optional().describe('Affects only the n-th call of a region, counted from 1.'),
  every: count.optional().describe('Affects every n-th call. Default: 1.'),
  probability: z
    .number()
    .min(0)
    .max(1)
    .optional()
    .describe('Affects calls at random with this probability; repeatable by the seed.'),
  times: count
    .optional()
    .describe(
      'How many calls of a region it affects at most. Default: 1 with nth, else unlimited.',
    ),
  duration: durationSchema.optional().describe('How long hangs and slow last, in real time.'),
  seed: seed.optional().describe('Default: the seed of the plan.'),
});

/** One fault as a person or client gives it; `toFault` fills in the defaults. */
export const requestedFaultSchema = requestedSchema
  .refine(({ kind, operation }) => operation === undefined || canAffect(kind, operation), {
    path: ['operation'],
    error: ({ input }) => {
      const { kind } = input as { kind: FaultKind };
      return `the operation of ${kind} is one of: ${FAULT_OPERATIONS[kind].join(', ')}`;
    },
  })
  .refine(
    ({ nth, every, probability }) =>
      [nth, every, probability].filter((selector) => selector !== undefined).length <= 1,
    'give only one of nth, every and probability',
  )
  .refine(({ operation, region }) => operation !== 'up' || region === undefined, {
    path: ['region'],
    message: 'an update affects a whole stack: name the stack instead',
  })
  .refine(({ kind, color }) => color === undefined || canAffect(kind, 'answer'), {
    path: ['color'],
    message: 'only slow, erroring and gone take a color',
  })
  .refine(({ kind, duration }) => duration === undefined || kind === 'hangs' || kind === 'slow', {
    path: ['duration'],
    message: 'only hangs and slow take a duration',
  })
  .transform(({ duration, ...fault }) => ({ ...fault, durationMs: duration }));

export const faultsSchema = z
  .strictObject({
    seed: seed.default(DEFAULT_FAULT_SEED).describe('The same seed affects the same calls.'),
    plan: z.array(requestedFaultSchema).default([]).describe('The faults, in order.'),
  })
  .transform((faults) => ({
    seed: faults.seed,
    plan: faults.plan.map((spec) => toFault(spec, faults.seed)),
  }))
  .describe('Injected faults, for tests and workshops. Not for production.');

function canAffect(kind: FaultKind, operation: string): boolean {
  return (FAULT_OPERATIONS[kind] as readonly string[]).includes(operation);
}

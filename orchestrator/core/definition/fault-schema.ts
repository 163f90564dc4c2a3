import { z } from 'zod';
import { ALLOWED_COLORS, isCssColor } from '../../../services/colorteller/color.ts';
import { durationSchema } from './duration.ts';
import { DEFAULT_FAULT_SEED, FAULT_OPERATIONS, toFault, type FaultKind } from './fault.ts';

const KINDS = Object.keys(FAULT_OPERATIONS) as FaultKind[];
const OPERATIONS = [
  'up',
  'create',
  'update',
  'delete',
  'read',
  'deliver',
  'decide',
  'answer',
] as const;

const count = z.int().min(1).max(1_000_000);
const where = z.string().min(1).max(200);
const seed = z
  .int()
  .min(0)
  .max(2 ** 32);

const requestedSchema = z.strictObject({
  name: z.string().trim().min(1).max(200).optional().describe('Default: what it says, in short.'),
  kind: z.enum(KINDS).describe('What goes wrong.'),
  operation: z
    .enum(OPERATIONS)
    .optional()
    .describe('What it strikes; default: what is usual for its kind.'),
  region: where.optional().describe('Strikes this region only.'),
  color: z
    .string()
    .refine(isCssColor, `must be ${ALLOWED_COLORS}`)
    .optional()
    .describe('Strikes a region only while it answers this colour; of slow, erroring and gone.'),
  stack: where.optional().describe('Strikes this stack only.'),
  nth: count.optional().describe('Strikes this call of a region, counted from 1.'),
  every: count.optional().describe('Strikes every so many calls. Default: every one.'),
  probability: z.number().min(0).max(1).optional().describe('Strikes by chance, as the seed has.'),
  times: count.optional().describe('How often in a region. Default: once for nth, else always.'),
  duration: durationSchema.optional().describe('How long it hangs or is slow, real time.'),
  seed: seed.optional().describe('Default: that of the plan.'),
});

/** One fault as a person or client gives it; `toFault` fills in the defaults. */
export const requestedFaultSchema = requestedSchema
  .refine(({ kind, operation }) => operation === undefined || canAffect(kind, operation), {
    path: ['operation'],
    error: ({ input }) => {
      const { kind } = input as { kind: FaultKind };
      return `what ${kind} strikes is one of: ${FAULT_OPERATIONS[kind].join(', ')}`;
    },
  })
  .refine(
    ({ nth, every, probability }) =>
      [nth, every, probability].filter((selector) => selector !== undefined).length <= 1,
    'one of nth, every and probability says when it strikes',
  )
  .refine(({ operation, region }) => operation !== 'up' || region === undefined, {
    path: ['region'],
    message: 'an update is of a whole stack: name that',
  })
  .refine(({ kind, color }) => color === undefined || canAffect(kind, 'answer'), {
    path: ['color'],
    message: 'only what strikes answers has a colour: slow, erroring, gone',
  })
  .refine(({ kind, duration }) => duration === undefined || kind === 'hangs' || kind === 'slow', {
    path: ['duration'],
    message: 'only what hangs or is slow has a duration',
  })
  .transform(({ duration, ...fault }) => ({ ...fault, durationMs: duration }));

export const faultsSchema = z
  .strictObject({
    seed: seed.default(DEFAULT_FAULT_SEED).describe('The same seed strikes the same calls.'),
    plan: z.array(requestedFaultSchema).default([]).describe('The faults, one after the other.'),
  })
  .transform((faults) => ({
    seed: faults.seed,
    plan: faults.plan.map((spec) => toFault(spec, faults.seed)),
  }))
  .describe('What goes wrong on demand, to see how it is met. Not for anything that matters.');

function canAffect(kind: FaultKind, operation: string): boolean {
  return (FAULT_OPERATIONS[kind] as readonly string[]).includes(operation);
}

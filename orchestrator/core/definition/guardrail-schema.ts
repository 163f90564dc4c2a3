import { z } from 'zod';
import { durationSchema } from './duration.ts';
import { GUARD_METRICS, parseGuardCheck } from './guard-check.ts';
import { nameSchema } from './name-schema.ts';

const SECOND_MS = 1_000;

/** Requests are counted in buckets of this length. */
const SHORTEST_WINDOW_MS = 5 * SECOND_MS;

/** Measured numbers are stored no longer. */
const LONGEST_WINDOW_MS = 5 * 60 * SECOND_MS;

const DEFAULT_WINDOW_MS = 60 * SECOND_MS;
const DEFAULT_MINIMUM_SAMPLES = 50;

const windowSchema = durationSchema.refine(
  (ms) => ms >= SHORTEST_WINDOW_MS && ms <= LONGEST_WINDOW_MS,
  'a window must be 5s to 5m long',
);

export const guardrailSchema = z
  .strictObject({
    name: nameSchema,
    metric: z.enum(GUARD_METRICS).optional().describe('The metric that may not exceed max.'),
    max: z
      .union([z.string(), z.number()])
      .optional()
      .describe('Its limit: a share of requests for error-rate, a duration for the others.')
      .meta({ examples: ['2%', '250ms'] }),
    check: z
      .string()
      .max(300)
      .optional()
      .describe(
        'An expression instead of metric and max, over the new version and, as baseline., the old one.',
      )
      .meta({ examples: ['p95 <= baseline.p95 * 1.5 + 20'] }),
    window: windowSchema
      .default(DEFAULT_WINDOW_MS)
      .describe('The time window of the measured requests, in real time. Default: 1m.'),
    minimumSamples: z
      .int()
      .min(1)
      .max(1_000_000)
      .default(DEFAULT_MINIMUM_SAMPLES)
      .describe(
        'With fewer requests of the new version in the window the guardrail is not judged.',
      ),
    onBreach: z
      .enum(['abort', 'pause', 'hold'])
      .default('abort')
      .describe('What a breach does; hold: the phase does not end during the breach.'),
    onError: z
      .enum(['hold', 'continue'])
      .default('hold')
      .describe('What the phase does when the guardrail cannot be judged.'),
    dryRun: z.boolean().default(false).describe('Only reports the verdict, without effect.'),
  })
  .transform(({ metric, max, check: checkText, window, ...rest }, context) => {
    const refuse = (key: string, message: string) => {
      context.addIssue({ code: 'custom', path: [key], message });
      return z.NEVER;
    };
    const isLimited = metric !== undefined && max !== undefined;
    if (isLimited === (checkText !== undefined) || (metric === undefined) !== (max === undefined)) {
      return refuse('name', 'a guardrail has either a metric and its max, or a check');
    }
    const check = checkText ?? `${metric ?? ''} <= ${max ?? ''}`;
    const problem = problemOf(check);
    return problem === undefined
      ? { ...rest, check, windowMs: window }
      : refuse(isLimited ? 'max' : 'check', `"${check}": ${problem}`);
  });

export const guardrailsSchema = z
  .array(guardrailSchema)
  .min(1)
  .max(20)
  .superRefine((guardrails, context) => {
    guardrails.forEach(({ name }, index) => {
      if (guardrails.findIndex((other) => other.name === name) === index) return;
      const message = `"${name}" is used twice; names are unique`;
      context.addIssue({ code: 'custom', path: [index, 'name'], message });
    });
  });

function problemOf(check: string): string | undefined {
  try {
    parseGuardCheck(check);
    return undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return error.message;
    throw error;
  }
}

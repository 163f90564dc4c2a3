import { z } from 'zod';
import { conditionSchema } from './condition-schema.ts';
import { durationSchema } from './duration.ts';

/** The pipeline of a gate or dynamic config. */
export const pipelineReference = z
  .string()
  .optional()
  .describe('The pipeline that changes go through; absent: a change applies at once.');

/** What gates and dynamic configs have in common; `value` is what their rules and overrides give. */
export function targetingShape<Rule extends z.ZodType, Value extends z.ZodType>(
  rule: Rule,
  value: Value,
) {
  return {
    description: z.string().max(1_000).exactOptional().describe('Its purpose, for people.'),
    tags: z.array(z.string().min(1)).exactOptional().describe('Labels for searches.'),
    archived: z
      .boolean()
      .exactOptional()
      .describe('Archived: listed, and off; requires enabled: false. Default: false.'),
    enabled: z
      .boolean()
      .default(true)
      .describe(
        'When false, rules are not evaluated: every user without an override gets the default.',
      ),
    idType: z
      .string()
      .min(1)
      .default('userID')
      .describe('The id that percentages split by: userID, or a name in customIDs.'),
    salt: z
      .string()
      .min(1)
      .optional()
      .describe(
        'Seed of the percentage split; a new salt reshuffles the users. Default: the name.',
      ),
    rules: z
      .array(rule)
      .default([])
      .describe('Evaluated in order; the first that matches decides.'),
    overrides: z
      .array(
        z.strictObject({
          ids: z.array(z.string().min(1)).min(1).describe('IDs of the idType.'),
          value: value.describe('The value for these users.'),
        }),
      )
      .default([])
      .describe('Values for single users; they precede all rules.'),
  };
}

const percentage = z.number().min(0).max(100).multipleOf(0.01);

/** A percentage that rises by itself. */
export const rampSchema = z
  .strictObject({
    steps: z
      .array(percentage)
      .min(2)
      .refine(
        (steps) => steps.every((step, index) => index === 0 || step > (steps[index - 1] ?? 0)),
        'each step must be higher than the one before',
      )
      .describe('Percentages, each higher than the one before: the rule begins with the first.'),
    every: durationSchema
      .refine((ms) => ms > 0, 'a step takes longer than that')
      .describe('How long each step lasts before the next.'),
  })
  .describe(
    'The percentage rises by itself, step by step. A hold or change window delays a step; disabling the gate or config ends it, and enabling it begins again. Not together with passPercentage or a pipeline.',
  );

/** A rule of a gate or dynamic config; `returnValue` is what it gives. */
export function targetingRule<Value extends z.ZodType>(returnValue: Value) {
  const rule = z.strictObject({
    name: z.string().min(1).describe('A label for people; also the id when none is given.'),
    id: z
      .string()
      .min(1)
      .optional()
      .describe('Stays the same when the name changes. Default: the name.'),
    salt: z.string().min(1).optional().describe('Default: the id of the rule.'),
    environments: z
      .array(z.string())
      .min(1)
      .nullish()
      .describe('Environments that the rule applies to; absent or null: all.'),
    conditions: z
      .array(conditionSchema)
      .default([])
      .describe('All conditions must match. Empty: every user.'),
    passPercentage: percentage
      .exactOptional()
      .describe(
        'The percentage of the matched users that get the value; the others get the default. Default: 100, or the steps of its ramp.',
      ),
    ramp: rampSchema.exactOptional(),
    returnValue: returnValue.describe('The value for matched users.'),
  });
  return rule.superRefine(({ ramp, passPercentage }, context) => {
    if (ramp === undefined || passPercentage === undefined) return;
    const message = 'the steps of the ramp are the percentage: remove passPercentage, or the ramp';
    context.addIssue({ code: 'custom', path: ['passPercentage'], message });
  });
}

import { z } from 'zod';
import { conditionSchema } from './condition-schema.ts';

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

/** A rule of a gate or dynamic config; `returnValue` is what it gives. */
export function targetingRule<Value extends z.ZodType>(returnValue: Value) {
  return z.strictObject({
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
    passPercentage: z
      .number()
      .min(0)
      .max(100)
      .multipleOf(0.01)
      .default(100)
      .describe(
        'The percentage of the matched users that get the value; the others get the default.',
      ),
    returnValue: returnValue.describe('The value for matched users.'),
  });
}

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
    description: z.string().max(1_000).exactOptional().describe('What it is for, for people.'),
    tags: z.array(z.string().min(1)).exactOptional().describe('Words to find it by.'),
    archived: z
      .boolean()
      .exactOptional()
      .describe('Kept for the record; goes with enabled: false. Default: false.'),
    enabled: z
      .boolean()
      .default(true)
      .describe('When false, rules are not asked: everyone without an override has the default.'),
    idType: z
      .string()
      .min(1)
      .default('userID')
      .describe('Whose percentage it is: userID, or the name of one of customIDs.'),
    salt: z
      .string()
      .min(1)
      .optional()
      .describe(
        'Text that decides who is in a percentage; a new one reshuffles. Default: the name.',
      ),
    rules: z.array(rule).default([]).describe('Asked in order; the first that matches decides.'),
    overrides: z
      .array(
        z.strictObject({
          ids: z.array(z.string().min(1)).min(1).describe('IDs of the idType.'),
          value: value.describe('What they get.'),
        }),
      )
      .default([])
      .describe('Values for single users, before any rule.'),
  };
}

/** A rule of a gate or dynamic config; `returnValue` is what it gives. */
export function targetingRule<Value extends z.ZodType>(returnValue: Value) {
  return z.strictObject({
    name: z.string().min(1).describe('For people, and its id where it has none.'),
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
      .describe('The rule holds only in these; absent or null: in all.'),
    conditions: z.array(conditionSchema).default([]).describe('All must hold. Empty: always.'),
    passPercentage: z
      .number()
      .min(0)
      .max(100)
      .multipleOf(0.01)
      .default(100)
      .describe('How many of the matched users get the value; the others get the default.'),
    returnValue: returnValue.describe('What the matched users get.'),
  });
}

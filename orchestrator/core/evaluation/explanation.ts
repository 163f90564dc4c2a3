import { z } from 'zod';
import { list, partly, text } from '../../common/field.ts';
import type { Condition } from '../definition/condition-schema.ts';
import {
  configKind,
  decisionSchema,
  flagValueSchema,
  rampViewSchema,
} from '../pipeline/records.ts';
import type { FieldValue } from '../targeting/user.ts';

const ruleStorySchema = z.object({
  rule: text('Its name'),
  outcome: z
    .enum(['decides', 'outside-percentage', 'no-match', 'not-asked'])
    .describe('The outcome of the rule'),
  reason: text('In words'),
  failed: partly<{ condition: Condition; found?: FieldValue | undefined } | null>(
    z.looseObject({}).nullable(),
  ).describe('The first condition that failed, with the value of the user'),
  passPercentage: z.number().describe('The share of the users it matches that get its value'),
  bucket: z.int().nullable().describe('0 to 9999; null without a percentage'),
  ramp: rampViewSchema.exactOptional().describe('Where its ramp is; left out: it has none'),
});

/** The outcome of one rule. */
export type RuleStory = z.infer<typeof ruleStorySchema>;

export const explanationSchema = z.object({
  kind: configKind.describe('Gate or dynamic config'),
  name: text('The gate or dynamic config'),
  value: flagValueSchema.describe('The value for this user: true or false, or an object'),
  template: flagValueSchema
    .nullable()
    .describe(
      'The value as it is written, where it refers to values of environments; null: it does not',
    ),
  environment: text('The environment of the user, whose values it refers to').nullable(),
  decidedBy: z
    .enum(['override', 'rule', 'outside-percentage', 'disabled', 'default'])
    .describe('What determined the value'),
  rule: text('The rule that decided; null for an override or the default').nullable(),
  rules: list(ruleStorySchema, 'Every rule, in order'),
  decision: decisionSchema.describe('The version by the releases: its number, phase and reason'),
});

/** A value, and why it is no other. */
export type Explanation = z.infer<typeof explanationSchema>;

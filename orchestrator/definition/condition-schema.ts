import { z } from 'zod';

const targets = z.array(z.string()).min(1);

const listOperator = z.enum([
  'any',
  'none',
  'any_case_sensitive',
  'none_case_sensitive',
  'str_starts_with_any',
  'str_ends_with_any',
  'str_contains_any',
  'str_contains_none',
]);

/**
 * One condition of a rule, as in Statsig's Console API. Supported now: `public` (everyone),
 * `environment_tier`, and `custom_field` (`region` is a custom field of every region).
 */
export const conditionSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('public') }),
  z.strictObject({
    type: z.literal('environment_tier'),
    operator: z.enum(['any', 'none']),
    targetValue: targets,
  }),
  z.strictObject({
    type: z.literal('custom_field'),
    field: z.string().min(1),
    operator: listOperator,
    targetValue: targets,
  }),
]);

export type Condition = z.infer<typeof conditionSchema>;
export type ListOperator = z.infer<typeof listOperator>;

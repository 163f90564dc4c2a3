import { z } from 'zod';
import { conditionSchema } from '../definition/condition-schema.ts';

const rule = { name: z.string(), conditions: z.array(conditionSchema) };

const versionSchema = z.object({
  defaultValue: z.boolean(),
  rules: z.array(
    z.object({
      ...rule,
      id: z.string(),
      salt: z.string(),
      passPercentage: z.number(),
      returnValue: z.boolean(),
    }),
  ),
});

const gateSchema = z.object({
  idType: z.string(),
  salt: z.string(),
  enabled: z.boolean(),
  overrides: z.array(z.object({ ids: z.array(z.string()), value: z.boolean() })),
  current: versionSchema,
  /** What the released phases of an active release give to users that one of their rules matches. */
  released: versionSchema.extend({ reach: z.array(z.object(rule)) }).exactOptional(),
});

/**
 * What the services of a region, or of a cell of it, need to evaluate features for any user: the gates, those that they
 * ask, and segments. Rules that match nobody in the region are left out, so that a change elsewhere is none here.
 */
export const featureRulesSchema = z.object({
  /** Of every user of the region. */
  environment: z.string(),
  custom: z.record(z.string(), z.string()),
  gates: z.record(z.string(), gateSchema),
  segments: z.record(z.string(), z.object({ idType: z.string(), ids: z.array(z.string()) })),
});

export type FeatureRules = z.infer<typeof featureRulesSchema>;
export type GateRules = z.infer<typeof gateSchema>;

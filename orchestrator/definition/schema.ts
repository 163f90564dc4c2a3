import { z } from 'zod';
import { conditionSchema } from './condition-schema.ts';
import { durationSchema } from './duration.ts';

const name = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9_-]{0,62}$/i,
    'a name has 1 to 63 letters, digits, - or _ and begins with a letter or digit',
  );

const environmentSchema = z.strictObject({
  name,
  /** A change that touches only environments with `pipelineRequired: false` applies at once. */
  pipelineRequired: z.boolean().default(true),
});

const regionSchema = z.strictObject({
  name,
  environment: z.string(),
  /** Loopback port of the first replica; replica n answers on port + n. */
  port: z.int().min(1).max(65_535),
  replicas: z.int().min(1).max(10).default(1),
  /** Further attributes that rules can match by `custom_field`. `region` is always the region's name. */
  custom: z.record(z.string(), z.string()).default({}),
  /** Docker host of this region (`unix://…`, `tcp://…`, `ssh://…`). Default: the runtime's own. */
  dockerHost: z.string().optional(),
});

const stackSchema = z.strictObject({ name, regions: z.array(z.string()).min(1) });

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

const pipelineSchema = z.strictObject({ name, phases: z.array(phaseSchema).min(1).max(100) });

const dynamicConfigSchema = z.strictObject({
  name,
  /** The pipeline that changes of this config go through; absent: a change applies at once. */
  pipeline: z.string().optional(),
  /** Version 1 of the value. Later versions come from the event log. */
  defaultValue: z.looseObject({ color: z.string().min(1).max(64).optional() }),
});

/** The shape of a workspace file, before the references between its parts are checked. */
export const workspaceSchema = z.strictObject({
  environments: z.array(environmentSchema).min(1),
  regions: z.array(regionSchema).min(1),
  /** Which regions one `pulumi up` covers. Default: one stack per environment that has regions. */
  stacks: z.array(stackSchema).optional(),
  dynamicConfigs: z.array(dynamicConfigSchema).min(1),
  pipelines: z.array(pipelineSchema).default([]),
});

export type WorkspaceDocument = z.infer<typeof workspaceSchema>;

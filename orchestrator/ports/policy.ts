import { z } from 'zod';
import { list, text } from '../common/field.ts';
import { policyLevelSchema } from '../core/definition/policy-schema.ts';

export const policyPackSpecSchema = z.object({
  /** Absolute path of the folder with its PulumiPolicy.yaml. */
  folder: z.string().min(1),
  /** The configuration of its policies by their names, as Pulumi's `--policy-pack-config` has it. */
  config: z.record(
    z.string(),
    z.object({
      enforcementLevel: policyLevelSchema.exactOptional(),
      /** Of policies about production: the regions that are in it. */
      regions: z.array(z.string()).exactOptional(),
    }),
  ),
});

/** A policy pack that an update runs. */
export type PolicyPackSpec = z.infer<typeof policyPackSpecSchema>;

export const policyViolationSchema = z
  .object({
    pack: text('The name of the policy pack'),
    policy: text('The name of the policy'),
    level: z.enum(['mandatory', 'advisory']).describe('A mandatory policy refuses the update'),
    message: text('What the policy says'),
    resource: z
      .object({ urn: text('As Pulumi names it'), name: text('In the program') })
      .nullable()
      .describe('The resource; null: the stack as a whole'),
  })
  .meta({ id: 'PolicyViolation', description: 'What breaks a policy.' });

/** What breaks a policy. */
export type PolicyViolation = z.infer<typeof policyViolationSchema>;

export const adviceSchema = list(
  policyViolationSchema,
  'What breaks an advisory policy, which stops nothing; left out: nothing',
).exactOptional();

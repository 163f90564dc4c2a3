import { z } from 'zod';
import { stepsSchema } from './cell-schema.ts';
import { changeWindowSchema } from './change-window-schema.ts';
import { conditionSchema } from './condition-schema.ts';
import { durationSchema } from './duration.ts';
import { guardrailsSchema } from './guardrail-schema.ts';
import { nameSchema as name } from './name-schema.ts';

const ruleSchema = z.strictObject({
  name: z.string().min(1).optional().describe('A label for people.'),
  environments: z
    .array(z.string())
    .min(1)
    .nullish()
    .describe('Environments that the rule applies to; absent or null: all.'),
  conditions: z
    .array(conditionSchema)
    .default([])
    .describe('All conditions must match. Empty: every region of the environments.'),
});

const phaseSchema = z
  .strictObject({
    id: z
      .string()
      .min(1)
      .optional()
      .describe('Identifies the phase in actions; unique in its pipeline. Default: its name.'),
    name: z.string().min(1).describe('A label for people; also the id when none is given.'),
    requiredReview: z.boolean().default(false).describe('The phase starts only after an approval.'),
    minimumApprovals: z
      .int()
      .min(1)
      .max(20)
      .optional()
      .describe('How many different people must approve. Default: 1.'),
    selfApproval: z
      .boolean()
      .optional()
      .describe(
        'Whether the person who started the release may approve this phase. Default: true.',
      ),
    approvalTimeout: durationSchema
      .optional()
      .describe('The timeout of the approval; absent: none.'),
    onApprovalTimeout: z
      .enum(['abort', 'skip', 'approve'])
      .optional()
      .describe('What happens when the approval times out. Default: abort.'),
    timeInterval: durationSchema
      .default(0)
      .describe('How long the phase bakes before the next may start. Default: 0.'),
    rules: z
      .array(ruleSchema)
      .min(1)
      .describe('The phase includes a region when any of these rules matches it.'),
    guardrails: guardrailsSchema
      .optional()
      .describe('Checks on the measured answers of its regions while the phase is live.'),
  })
  .check(({ value: phase, issues }) => {
    const refuse = (key: keyof typeof phase, needed: string) =>
      issues.push({
        code: 'custom',
        input: phase[key],
        path: [key],
        message: `${key} has no effect without ${needed}; add ${needed}, or remove ${key}`,
      });
    if (!phase.requiredReview) {
      for (const key of ['minimumApprovals', 'selfApproval', 'approvalTimeout'] as const) {
        if (phase[key] !== undefined) refuse(key, 'requiredReview: true');
      }
    }
    if (phase.onApprovalTimeout !== undefined && phase.approvalTimeout === undefined) {
      refuse('onApprovalTimeout', 'approvalTimeout');
    }
  });

export const pipelineSchema = z.strictObject({
  name,
  onChange: z
    .enum(['refuse', 'supersede'])
    .default('refuse')
    .describe(
      'Whether a change is refused or supersedes while a release of the same config is active.',
    ),
  changeWindows: z
    .array(changeWindowSchema)
    .default([])
    .describe('When phases of this pipeline may start.'),
  onRegionFailure: z
    .enum(['hold', 'continue', 'abort'])
    .optional()
    .describe(
      'What a release does when regions of its live phase do not answer in time. Default: hold.',
    ),
  answerWithin: durationSchema
    .optional()
    .describe(
      'The deadline for their answers, after which onRegionFailure takes effect. Default: 5m.',
    ),
  phases: z.array(phaseSchema).min(1).max(100).describe('In the order in which they start.'),
});

/** As a workspace file may write a pipeline. Elsewhere one has the phases that steps stand for. */
export const writtenPipelineSchema = pipelineSchema.extend({ steps: stepsSchema.exactOptional() });

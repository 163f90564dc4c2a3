import { z } from 'zod';
import { changeWindowSchema } from './change-window-schema.ts';
import { conditionSchema } from './condition-schema.ts';
import { durationSchema } from './duration.ts';
import { guardrailsSchema } from './guardrail-schema.ts';
import { nameSchema as name } from './name-schema.ts';

const ruleSchema = z.strictObject({
  name: z.string().min(1).optional().describe('For people.'),
  environments: z
    .array(z.string())
    .min(1)
    .nullish()
    .describe('The rule holds only in these; absent or null: in all.'),
  conditions: z
    .array(conditionSchema)
    .default([])
    .describe('All must hold. Empty: every region of the environments.'),
});

const phaseSchema = z
  .strictObject({
    id: z
      .string()
      .min(1)
      .optional()
      .describe('What actions name the phase by, unique in its pipeline. Default: its name.'),
    name: z.string().min(1).describe('For people, and its id where it has none.'),
    requiredReview: z.boolean().default(false).describe('The phase starts only after an approval.'),
    minimumApprovals: z
      .int()
      .min(1)
      .max(20)
      .optional()
      .describe('How many different people have to approve. Default: 1.'),
    selfApproval: z
      .boolean()
      .optional()
      .describe('Whether whoever started the release may approve this phase. Default: true.'),
    approvalTimeout: durationSchema
      .optional()
      .describe('How long an approval is waited for; absent: without end.'),
    onApprovalTimeout: z
      .enum(['abort', 'skip', 'approve'])
      .optional()
      .describe('What becomes of a phase that nobody approved in time. Default: abort.'),
    timeInterval: durationSchema
      .default(0)
      .describe('How long the phase bakes before the next may start. Default: 0.'),
    rules: z
      .array(ruleSchema)
      .min(1)
      .describe('The phase reaches a region when any of these matches it.'),
    guardrails: guardrailsSchema
      .optional()
      .describe('What must hold of the answers of its regions while it is live.'),
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
    .describe('What a change does while a release of the same config is active.'),
  changeWindows: z
    .array(changeWindowSchema)
    .default([])
    .describe('When phases of this pipeline may start.'),
  onRegionFailure: z
    .enum(['hold', 'continue', 'abort'])
    .optional()
    .describe('What a release does while regions of its live phase do not answer. Default: hold.'),
  answerWithin: durationSchema
    .optional()
    .describe('How long they may take before onRegionFailure takes effect. Default: 5m.'),
  phases: z.array(phaseSchema).min(1).max(100).describe('In the order in which they start.'),
});

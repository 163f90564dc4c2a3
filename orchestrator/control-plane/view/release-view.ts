import { z } from 'zod';
import { count, list, text, time } from '../../common/field.ts';
import {
  actionSchema,
  approvalSchema,
  judgementSchema,
  verdictSchema,
  versionSchema,
  waitSchema,
} from '../../core/pipeline/records.ts';

const guardrailSchema = z.object({
  name: text('Its name in the phase'),
  check: text('What must hold, such as error-rate <= 2%'),
  isDryRun: z.boolean().describe('Only reports the verdict, without effect'),
  onBreach: z.enum(['abort', 'pause', 'hold']).describe('What a breach does'),
  windowMs: z.number().describe('The time window of the measured requests, in real time'),
  ...judgementSchema.shape,
  minimumSamples: z.number().describe('With fewer samples the guardrail is not judged'),
  sinceMs: time('Since when the verdict is that; null: it was never judged').nullable(),
});

/** A guardrail of a phase with its verdict: now, or the last one. */
export type GuardrailView = z.infer<typeof guardrailSchema>;

const phaseSchema = z.object({
  id: text('Its id in the pipeline'),
  name: text('Its name for people'),
  requiredReview: z.boolean().describe('It waits for a person to approve it'),
  minimumApprovals: count('How many people must approve'),
  timeIntervalMs: z.number().describe('How long it bakes before the next one'),
  status: z
    .enum([
      'done',
      'live',
      'waiting-for-review',
      'blocked',
      'to-come',
      'skipped',
      'aborted',
      'reverted',
      'not-released',
    ])
    .describe(
      'blocked: a hold, a change window or a pause keeps it from starting; aborted: it was live when the release was aborted; reverted: it had ended before',
    ),
  regions: list(z.string(), 'The regions that get the change with it'),
  startedAtMs: time('When its rules were released').nullable(),
  endedAtMs: time('When it ended').nullable(),
  approvals: list(approvalSchema, 'One a person, in order'),
  guardrails: list(guardrailSchema, 'What must hold while it is live'),
});

export type PhaseStatus = z.infer<typeof phaseSchema>['status'];

const releaseStatus = z.enum([
  'WAITING_FOR_REVIEW',
  'IN_PROGRESS',
  'PAUSED',
  'COMPLETED',
  'ABORTED',
]);

export const releaseSchema = z
  .object({
    id: text('Such as rel-1'),
    config: text('The gate or dynamic config that it changes'),
    pipeline: text('The pipeline that it goes through'),
    status: releaseStatus.describe('Its status'),
    verdict: z
      .enum(['good', 'bad'])
      .nullable()
      .describe('Whether it can be a rollback target; null while it is active'),
    startedBy: text('Who started it'),
    currentPhase: text('The id of its phase; null once it has ended').nullable(),
    waitingFor: waitSchema.nullable().describe('Why it does not go on; null once it has ended'),
    from: versionSchema.describe('The version before'),
    to: versionSchema.describe('The new version'),
    phases: z.array(phaseSchema).describe('In order'),
    actions: list(actionSchema, 'The actions on it, in order'),
    can: z
      .object({
        approve: verdictSchema.describe('Approve its phase'),
        pause: verdictSchema.describe('Stop its timers'),
        unpause: verdictSchema.describe('Let them run again'),
        skip: verdictSchema.describe('Skip the rest of the bake'),
        abort: verdictSchema.describe('Abort it'),
        rollout: verdictSchema.describe('Release it to everyone at once'),
        rollback: verdictSchema.describe('Go back to it'),
      })
      .describe('For each action: allowed now, or why not'),
  })
  .meta({
    id: 'Release',
    description: 'A change on its way through a pipeline, or one that has ended.',
  });

/** A release as clients see it: everything derived, nothing left to guess. */
export type ReleaseView = z.infer<typeof releaseSchema>;

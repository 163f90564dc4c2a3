import { z } from 'zod';
import type { ReleaseView } from '../../../orchestrator/control-plane/view/release-view.ts';
import { ERROR_CODES, type ErrorCode } from '../../../orchestrator/common/errors/error-codes.ts';
import { RELEASE_ACTIONS } from '../../../orchestrator/core/pipeline/can.ts';
import type { FlagValue, Version } from '../../../orchestrator/core/pipeline/state.ts';
import { triggerSchema } from '../console/triggers.ts';
import { count, exactly, inside, text, time } from './exactly.ts';

export const errorCode = z.enum(Object.keys(ERROR_CODES) as [ErrorCode, ...ErrorCode[]]);

const flagValue: z.ZodType<FlagValue> = z.union([z.boolean(), z.record(z.string(), z.unknown())]);

/** A version of a gate or dynamic config. */
export const version = exactly<Version>()(
  z
    .strictObject({
      configVersion: count('Counted from 1 per config; no number is given twice'),
      release: text(
        'The release that brought it; null for the first and for changes without a pipeline',
      ).nullable(),
      rules: inside<Version['rules']>(
        'Asked in order, as in the workspace file; the first that matches decides',
      ),
      defaultValue: flagValue.describe(
        'For whom no rule matches: of a gate true or false, of a dynamic config an object',
      ),
    })
    .meta({ id: 'Version', description: 'One version of a gate or dynamic config.' }),
);

export const by = {
  actor: text('Who did it, as the client names itself'),
  reason: text('Why, in their words').nullable(),
};

const verdict = z.union([
  z.strictObject({ allowed: z.literal(true) }),
  z.strictObject({
    allowed: z.literal(false),
    code: errorCode.describe('The error that it would end with'),
    reason: text('Why not'),
    action: text('What can be done instead'),
  }),
]);

const guardrail = z.strictObject({
  name: text('Its name in the phase'),
  check: text('What must hold, such as error-rate <= 2%'),
  isDryRun: z.boolean().describe('It only tells its verdict'),
  onBreach: z.enum(['abort', 'pause', 'hold']).describe('What a breach does'),
  windowMs: z.number().describe('How far back requests count, real time'),
  verdict: z
    .enum(['pending', 'passing', 'breached', 'errored'])
    .describe('pending: too few requests; errored: it cannot be judged'),
  value: z.number().nullable().describe('A share (0 to 1) or milliseconds'),
  baseline: z.number().nullable().describe('The same of the old version'),
  limit: z.number().nullable().describe('What the value is compared with'),
  samples: z.number().describe('Requests of the new version in the window'),
  minimumSamples: z.number().describe('With fewer nothing is judged'),
  sinceMs: time('Since when the verdict is that; null: it was never judged').nullable(),
  text: text('The verdict in words'),
});

const phase = z.strictObject({
  id: text('Its id in the pipeline'),
  name: text('Its name for people'),
  requiredReview: z.boolean().describe('It waits for a person to approve it'),
  minimumApprovals: count('How many people have to'),
  timeIntervalMs: z.number().describe('How long it bakes before the next one'),
  status: z
    .enum(['done', 'live', 'waiting-for-review', 'blocked', 'to-come', 'skipped', 'not-released'])
    .describe('blocked: a hold, a change window or a pause keeps it from starting'),
  regions: z.array(z.string()).describe('Those that get the change with it'),
  startedAtMs: time('When its rules were released').nullable(),
  endedAtMs: time('When it ended').nullable(),
  approvals: z
    .array(z.strictObject({ ...by, atMs: time('When') }))
    .describe('One a person, in order'),
  guardrails: z.array(guardrail).describe('What must hold while it is live'),
});

/** A release as clients see it. */
export const release = exactly<ReleaseView>()(
  z
    .strictObject({
      id: text('Such as rel-1'),
      config: text('The gate or dynamic config that it changes'),
      pipeline: text('The pipeline that it goes through'),
      status: z
        .enum(['WAITING_FOR_REVIEW', 'IN_PROGRESS', 'PAUSED', 'COMPLETED', 'ABORTED'])
        .describe('Where it stands'),
      verdict: z
        .enum(['good', 'bad'])
        .nullable()
        .describe('Whether it is one to go back to; null while it is active'),
      startedBy: text('Who started it'),
      currentPhase: text('The id of its phase; null once it has ended').nullable(),
      waitingFor: z
        .strictObject({
          kind: z
            .enum(['approval', 'answer', 'bake', 'guardrail', 'block'])
            .describe('What it waits for'),
          reason: text('In words'),
          sinceMs: time('Since when'),
          untilMs: time('When it ends by itself; null when only a person can end it').nullable(),
          endedBy: text('Who or what ends it'),
        })
        .nullable()
        .describe('Why it does not go on; null once it has ended'),
      from: version.describe('What everyone had before'),
      to: version.describe('What it brings'),
      phases: z.array(phase).describe('In order'),
      actions: z
        .array(
          z.strictObject({
            type: z
              .enum([
                'STARTED',
                'ABORTED',
                'PAUSED',
                'UNPAUSED',
                'APPROVED_FOR',
                'SKIPPED',
                'FULL_ROLL_OUT',
                'CLEANED_UP',
              ])
              .describe("As in Statsig's history of a trigger"),
            phase: text('The phase that was current'),
            ...by,
            atMs: time('When'),
          }),
        )
        .describe('What was done with it, in order'),
      can: z
        .record(z.enum([...RELEASE_ACTIONS, 'rollback']), verdict)
        .describe('For each action: allowed now, or why not'),
    })
    .meta({
      id: 'Release',
      description: 'A change on its way through a pipeline, or one that has ended.',
    }),
);

/** Of `approve` and the like: ours, or that of a console. */
export const actedOn = z
  .union([
    release,
    triggerSchema.meta({
      id: 'Trigger',
      description: "A release as Statsig's Console API tells it, where the target is a console.",
    }),
  ])
  .describe('The release after the action.');

import { z } from 'zod';
import { count, errorCode, list, partly, text, time } from '../../common/field.ts';
import type { ConfigValue, TargetingRule } from '../definition/definition.ts';

/** Yes or no of a gate, the JSON object of a dynamic config. */
export type FlagValue = boolean | ConfigValue;

export const configKind = z.enum(['gate', 'dynamic-config']);

export const flagValueSchema: z.ZodType<FlagValue> = z.union([
  z.boolean(),
  z.record(z.string(), z.unknown()),
]);

export const versionSchema = z
  .object({
    configVersion: count('Counted from 1 per config; a number is never reused'),
    release: text(
      'The release that brought it; null for the first and for changes without a pipeline',
    ).nullable(),
    rules: list(
      partly<TargetingRule<FlagValue>>(z.looseObject({ id: text('Its id') })),
      'Evaluated in order, as in the workspace file; the first that matches decides',
    ),
    defaultValue: flagValueSchema.describe(
      'For users that no rule matches: of a gate true or false, of a dynamic config an object',
    ),
  })
  .meta({ id: 'Version', description: 'One version of a gate or dynamic config.' });

/** One version of a gate or dynamic config. */
export type Version = z.infer<typeof versionSchema>;

export const decisionSchema = z
  .object({
    ...versionSchema.shape,
    phase: text('The released phase that gave it; null for the current version').nullable(),
    reason: text('Why, in words'),
  })
  .meta({ id: 'Decision', description: 'The version for one user by the releases, and why.' });

/** The version of a gate or dynamic config for one user, and why. */
export type Decision = z.infer<typeof decisionSchema>;

export const rampViewSchema = z
  .object({
    config: text('The gate or dynamic config'),
    rule: text('The id of the rule'),
    percentage: z
      .number()
      .describe('The percentage of the matched users that pass; 0 while it is disabled'),
    step: count('Which of the steps that is, counted from 1; 0 before the first'),
    steps: list(z.number(), 'The percentages that it rises by'),
    everyMs: z.number().describe('How long each step lasts'),
    sinceMs: time('Since when; null while it is disabled').nullable(),
    nextPercentage: z.number().nullable().describe('The next step; null after the last'),
    nextAtMs: time('When it rises by itself; null: not before a person acts').nullable(),
    heldBecause: text('What delays or stops it; null: nothing').nullable(),
  })
  .meta({ id: 'Ramp', description: 'A rule whose percentage rises by itself.' });

/** Where a ramp is, and what is next. */
export type RampView = z.infer<typeof rampViewSchema>;

const automationHoldSchema = z.object({
  sinceMs: time('Since when'),
  actor: text('Who caused it'),
  because: text('Such as: release rel-2 was aborted'),
});

/** Why only a person may start the next release of a config: automation never undoes a rollback. */
export type AutomationHold = z.infer<typeof automationHoldSchema>;

export const configStateSchema = z.object({
  kind: configKind.describe('Gate or dynamic config'),
  current: versionSchema.describe('The version outside of an active release'),
  lastVersion: count('The highest version number so far'),
  activeRelease: text('The release in progress').nullable(),
  automationHeld: automationHoldSchema
    .nullable()
    .describe('Why only a person may start the next release'),
});

/** A gate or dynamic config; both are called a config here, as in Statsig's specs, and share their names. */
export type ConfigState = z.infer<typeof configStateSchema>;

const by = {
  actor: text('Who did it, as the client names itself'),
  reason: text('Why, in their words').nullable(),
};

export const approvalSchema = z.object({ ...by, atMs: time('When') });

export type Approval = z.infer<typeof approvalSchema>;

export const actionSchema = z.object({
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
});

export type Action = z.infer<typeof actionSchema>;

/** As in Statsig's history of a trigger; CLEANED_UP is the system's. */
export type ActionType = Action['type'];

const holdScopeSchema = z.union([
  z.object({ kind: z.literal('everything') }),
  z.object({ kind: z.literal('config'), name: z.string() }),
  z.object({ kind: z.literal('region'), name: z.string() }),
]);

/** What a hold stops: everything ("stop the line"), one config, or one region. */
export type HoldScope = z.infer<typeof holdScopeSchema>;

export const holdSchema = z
  .object({
    scope: holdScopeSchema.describe(
      'What it blocks: everything, or the config or region of that name',
    ),
    ...by,
    sinceMs: time('Since when'),
  })
  .meta({
    id: 'Hold',
    description: 'Blocks new versions in its scope until it is lifted.',
  });

/** A person's order that blocks the rollout until it is lifted. One a scope. */
export type Hold = z.infer<typeof holdSchema>;

export const waitSchema = z.object({
  kind: z.enum(['approval', 'answer', 'bake', 'guardrail', 'block']).describe('What it waits for'),
  reason: text('In words'),
  sinceMs: time('Since when'),
  untilMs: time('When it ends by itself; null when only a person can end it').nullable(),
  endedBy: text('Who or what ends it'),
});

/** Why a release does not go on, since when, until when, and who or what ends that. */
export type Wait = z.infer<typeof waitSchema>;

export const verdictSchema = z.union([
  z.object({ allowed: z.literal(true) }),
  z.object({
    allowed: z.literal(false),
    code: errorCode.describe('The code of the error'),
    reason: text('Why not'),
    action: text('What to do instead'),
  }),
]);

export type Verdict = z.infer<typeof verdictSchema>;

const comparedSchema = z.object({
  confidence: z.number().describe('How sure it is worse, 0 to 1, all looks so far counted in'),
  needed: z.number().describe('With which confidence it is a breach'),
  look: count('The how-manieth look it is: there is one every five seconds'),
  samples: count('Requests of the old version that it is compared with'),
  regions: z
    .array(z.string())
    .describe(
      'The regions, or cells, that run the old version at the same time; none: what it answered last',
    ),
});

export const judgementSchema = z.object({
  verdict: z
    .enum(['pending', 'passing', 'breached', 'errored'])
    .describe('pending: too few requests; errored: it cannot be judged'),
  value: z.number().nullable().describe('A share (0 to 1) or milliseconds'),
  baseline: z.number().nullable().describe('The same of the old version'),
  limit: z.number().nullable().describe('The limit of the value'),
  samples: z
    .number()
    .describe('Requests of the new version in the window, or readings of its replicas'),
  text: text('The verdict in words'),
  comparison: comparedSchema.optional().describe('How the test against the old version ended'),
});

/** The verdict of a guardrail on the measured numbers. */
export type Judgement = z.infer<typeof judgementSchema>;

export type GuardVerdict = Judgement['verdict'];

const appliedVersionSchema = z.object({
  color: text('The colour'),
  configVersion: count('The version of its value'),
  release: text('The release that brought it').nullable(),
});

/** A version of the value that regions get. */
export type AppliedVersion = z.infer<typeof appliedVersionSchema>;

const deliverySchema = z.object({
  ...appliedVersionSchema.shape,
  url: text(
    'Where a program of your own says that the region answers; left out: on its port',
  ).exactOptional(),
});

/** The version of the value that an update delivered to a region. */
export type Delivery = z.infer<typeof deliverySchema>;

const regionAnswerSchema = z.object({
  ...appliedVersionSchema.shape,
  instance: text('The instance that answered'),
  image: text('The image that it runs; left out when not reported').exactOptional(),
  staleSince: text(
    'Since when its own config source is unreachable, ISO 8601; left out otherwise',
  ).exactOptional(),
});

export type RegionAnswer = z.infer<typeof regionAnswerSchema>;

export const regionStatusSchema = z.object({
  applied: deliverySchema
    .nullable()
    .describe('The version that the last update delivered; null before the first'),
  appliedAtMs: time('When').nullable(),
  answered: regionAnswerSchema
    .nullable()
    .describe('What the region answered at the last poll; null while it does not answer'),
  answeredAtMs: time('When').nullable(),
  problem: text('Why it does not answer').nullable(),
});

export type RegionStatus = z.infer<typeof regionStatusSchema>;

export const stackStatusSchema = z.object({
  updatedAtMs: time('When an update last succeeded').nullable(),
  failure: z
    .object({
      code: text('Its code'),
      message: text('In words'),
      atMs: time('When'),
      regions: list(z.string(), 'The regions whose resources failed, if known').exactOptional(),
      isLasting: z
        .literal(true)
        .exactOptional()
        .describe(
          'It is permanent: not retried before something changes, or a person requests a retry',
        ),
    })
    .nullable()
    .describe('The last failure; null after a successful update'),
});

export type StackStatus = z.infer<typeof stackStatusSchema>;

import { z } from 'zod';
import { LONGEST_TEXT } from '../core/definition/parse.ts';
import { AppError } from '../common/errors/app-error.ts';

export const actor = z.string().trim().min(1).max(100);
export const reason = z.string().trim().min(1).max(1_000).nullable().default(null);

/** The last event that the caller knew of: a refusal then lists what people did since. */
const seenSeq = z.int().min(0).exactOptional();

const by = { actor, reason, seenSeq };

/** What the caller saw of the config, see pipeline/preconditions.ts. */
const preconditions = {
  ifVersion: z.int().min(0).exactOptional(),
  ifRelease: z.string().min(1).max(100).nullable().exactOptional(),
};

/** `POST /api/configs/NAME`: keys to set in the value and keys to remove from it. */
export const configChangeSchema = z.strictObject({
  set: z.record(z.string().min(1).max(100), z.json()),
  unset: z.array(z.string()).default([]),
  /** No person decided this: refused after an abort or rollback. */
  automated: z.boolean().default(false),
  ...preconditions,
  ...by,
});

/**
 * `POST /api/releases/ID/{pause,unpause,skip}`: the phase that the caller believes is current, and, where no person named
 * it, how long ago the action was asked for: a phase that became current since is not meant.
 */
export const phaseActionSchema = z.strictObject({
  phase: z.string().min(1),
  askedMsAgo: z.number().nonnegative().exactOptional(),
  ...by,
});

/** `POST /api/releases/ID/approve`: with the plan that is meant, and whether it may delete. */
export const approvalSchema = phaseActionSchema.extend({
  plan: z
    .string()
    .regex(/^[0-9a-f]{12,64}$/, 'the hash that plan prints, or its first 12 characters at least')
    .exactOptional(),
  allowDelete: z.boolean().default(false),
});

/** `POST /api/releases/ID/{abort,rollout}`: with the phase that the caller believes is current, if it matters. */
export const releaseActionSchema = z.strictObject({
  phase: z.string().min(1).exactOptional(),
  ...by,
});

/** `POST /api/configs/NAME/rollback`: the good release to go back to. */
export const rollbackSchema = z.strictObject({
  release: z.string().min(1),
  ...preconditions,
  ...by,
});

const name = z.string().min(1).max(200);

/** `POST /api/holds`. */
export const holdSchema = z.strictObject({
  type: z.enum(['hold-placed', 'hold-lifted']),
  scope: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('everything') }),
    z.strictObject({ kind: z.literal('config'), name }),
    z.strictObject({ kind: z.literal('region'), name }),
  ]),
  ...by,
});

const single = z.union([z.string(), z.number(), z.boolean()]);

/** A user that a value is evaluated for, see targeting/user.ts. */
export const evaluationUserSchema = z.strictObject({
  userID: z.string().exactOptional(),
  email: z.string().exactOptional(),
  ip: z.string().exactOptional(),
  country: z.string().exactOptional(),
  appVersion: z.string().exactOptional(),
  appID: z.string().exactOptional(),
  environment: z.string().exactOptional(),
  custom: z.record(z.string(), z.union([single, z.null(), z.array(single)])).exactOptional(),
  customIDs: z.record(z.string(), z.string()).exactOptional(),
});

/** Longest that a clock is moved at once: one year, the longest bake time there is. */
const LONGEST_ADVANCE_MS = 365 * 24 * 60 * 60 * 1000;

/** `POST /api/clock/advance`. */
export const clockAdvanceSchema = z.strictObject({ ms: z.int().min(0).max(LONGEST_ADVANCE_MS) });

/** `POST /api/clock/resume`: times as fast as real time; left out: as before. */
export const clockResumeSchema = z.strictObject({ speed: z.number().exactOptional() });

/** `POST /api/clock/{to-next-event,pause}`, `POST /api/page`. */
export const noBodySchema = z.strictObject({});

/** `POST /api/edits/confirm`: the edit that is meant; left out: whichever waits. */
export const confirmSchema = z.strictObject({
  edit: z
    .string()
    .regex(/^[0-9a-f]{12}$/, 'the id of an edit, as status shows it')
    .exactOptional(),
  actor,
});

/** `POST /api/edits/plan`: the text of a workspace file, as YAML or JSON. */
export const editPlanRequestSchema = z.strictObject({ text: z.string().max(LONGEST_TEXT) });

/** `POST /api/retry`: the name of a stack; left out: every one that has failed. */
export const retrySchema = z.strictObject({ stack: name.exactOptional() });

/** `POST /api/shutdown`. */
export const shutdownSchema = z.strictObject({
  /** Also delete what was deployed. */
  destroy: z.boolean(),
  /** Of that also what is protected; left out: nothing is deleted then. */
  unprotect: z.boolean().exactOptional(),
});

/** How an orchestrator is to end. */
export type ShutdownOrder = z.infer<typeof shutdownSchema>;

/** @throws AppError BAD_INPUT naming each place and what is wrong there. */
export function parseBody<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(
    ({ path, message }) => `${path.length === 0 ? 'body' : path.join('.')}: ${message}`,
  );
  throw new AppError('BAD_INPUT', `the request is not valid: ${problems.join('; ')}`);
}

/** The number of the event after which a client reads; none: from the first on. @throws AppError BAD_INPUT */
export function parseAfter(text: unknown): number {
  const after = Number(text ?? 0);
  if (Number.isInteger(after) && after >= 0) return after;
  throw new AppError('BAD_INPUT', 'after: must be a sequence number, 0 or more');
}

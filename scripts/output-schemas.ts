import { z } from 'zod';
import { ERROR_CODES } from '../orchestrator/errors/error-codes.ts';

const version = z.strictObject({
  configVersion: z.int(),
  release: z.string().nullable(),
  rules: z.array(z.unknown()),
  defaultValue: z.union([z.boolean(), z.record(z.string(), z.unknown())]),
});

const by = { actor: z.string(), reason: z.string().nullable() };

const verdict = z.looseObject({ allowed: z.boolean() });

const release = z.strictObject({
  id: z.string(),
  config: z.string(),
  pipeline: z.string(),
  status: z.enum(['WAITING_FOR_REVIEW', 'IN_PROGRESS', 'PAUSED', 'COMPLETED', 'ABORTED']),
  verdict: z.enum(['good', 'bad']).nullable(),
  startedBy: z.string(),
  currentPhase: z.string().nullable(),
  waitingFor: z
    .looseObject({
      kind: z.string(),
      reason: z.string(),
      sinceMs: z.number(),
      untilMs: z.number().nullable(),
      endedBy: z.string(),
    })
    .nullable(),
  from: version,
  to: version,
  phases: z.array(
    z.strictObject({
      id: z.string(),
      name: z.string(),
      requiredReview: z.boolean(),
      minimumApprovals: z.int(),
      timeIntervalMs: z.number(),
      status: z.string(),
      startedAtMs: z.number().nullable(),
      endedAtMs: z.number().nullable(),
      regions: z.array(z.string()),
      approvals: z.array(z.strictObject({ ...by, atMs: z.number() })),
    }),
  ),
  actions: z.array(
    z.strictObject({ type: z.string(), phase: z.string(), ...by, atMs: z.number() }),
  ),
  can: z.record(z.string(), verdict),
});

const clock = z.strictObject({
  kind: z.enum(['real', 'simulated']),
  nowMs: z.number(),
  speed: z.number(),
  isPaused: z.boolean(),
  nextEventMs: z.number().nullable(),
});

const hold = z.strictObject({
  scope: z.looseObject({ kind: z.enum(['everything', 'config', 'region']) }),
  ...by,
  sinceMs: z.number(),
});

const event = z.looseObject({ type: z.string(), atMs: z.number() });

const accepted = z.strictObject({ seq: z.int(), release: release.nullable() });

const key = z.union([z.strictObject({ env: z.string() }), z.strictObject({ file: z.string() })]);

/** What `--json` prints, by the name of the command; `events` is one line. A loose object may have further keys. */
export const OUTPUT_SCHEMAS = {
  status: z.strictObject({
    nowMs: z.number(),
    clock,
    seq: z.int(),
    workspace: z.string(),
    tooling: z.looseObject({ engine: z.string(), runtime: z.string() }).nullable(),
    source: z.looseObject({ name: z.string(), isStale: z.boolean() }).nullable(),
    configs: z.record(
      z.string(),
      z.looseObject({ kind: z.enum(['gate', 'dynamic-config']), current: version }),
    ),
    pipelines: z.array(z.looseObject({ name: z.string(), phases: z.array(z.unknown()) })),
    holds: z.array(hold),
    releases: z.array(release),
    definitionProblem: z.string().nullable(),
    regions: z.array(z.looseObject({ name: z.string(), url: z.string(), isSettled: z.boolean() })),
    stacks: z.array(z.looseObject({ name: z.string(), regions: z.array(z.string()) })),
  }),
  events: event.extend({ seq: z.int() }),
  config: accepted,
  rollback: accepted,
  /** approve, pause, unpause, skip, abort and rollout. */
  action: release,
  hold: z.strictObject({ seq: z.int(), holds: z.array(hold) }),
  clock: z.strictObject({ clock, events: z.array(z.strictObject({ seq: z.int(), event })) }),
  evaluate: z.looseObject({
    kind: z.enum(['gate', 'dynamic-config']),
    name: z.string(),
    value: z.unknown(),
    decidedBy: z.string(),
    rule: z.string().nullable(),
    rules: z.array(z.looseObject({ rule: z.string(), outcome: z.string(), reason: z.string() })),
  }),
  exposures: z.strictObject({
    specsTimeMs: z.number(),
    attachedSdks: z.int(),
    summaries: z.array(z.looseObject({ config: z.string(), count: z.int() })),
    recent: z.array(z.looseObject({ seq: z.int() })),
  }),
  down: z.strictObject({ removed: z.boolean() }),
  context: z.strictObject({
    current: z.string().nullable(),
    contexts: z.array(
      z.strictObject({ name: z.string(), url: z.string(), console: z.boolean(), key }),
    ),
  }),
  /** Of every command, on standard error. */
  error: z.strictObject({
    error: z.strictObject({
      code: z.enum(Object.keys(ERROR_CODES) as [string, ...string[]]),
      message: z.string(),
      action: z.string().nullable(),
      details: z.record(z.string(), z.unknown()),
    }),
  }),
} as const;

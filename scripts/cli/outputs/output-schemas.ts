import {
  acceptedSchema,
  clockAnswerSchema,
  exposuresSchema,
  faultsSchema,
  gitopsDiffSchema,
  holdsSchema,
  confirmedSchema,
  retrySchema,
  webhooksSchema,
  pageSchema,
} from '../../../orchestrator/control-plane/view/answers.ts';
import { releaseSchema } from '../../../orchestrator/control-plane/view/release-view.ts';
import { stateSchema } from '../../../orchestrator/control-plane/view/state-view.ts';
import { explanationSchema } from '../../../orchestrator/core/evaluation/explanation.ts';
import { pipelineReferencesSchema } from '../../../orchestrator/core/evaluation/pipeline-references.ts';
import { comparisonSchema } from '../../../orchestrator/core/comparison/comparison.ts';
import { rehearsalSchema } from '../../../orchestrator/core/rehearsal/rehearsal.ts';
import { rampRehearsalSchema } from '../../../orchestrator/core/rehearsal/ramp-rehearsal.ts';
import { webhookTestSchema } from '../../../orchestrator/integrations/alerts/webhook-status.ts';
import { reportedExposureSchema } from '../../../orchestrator/integrations/exposures/exposure.ts';
import { logLineSchema } from '../../../orchestrator/runtime/loop/loop-view.ts';
import { planSchema } from '../../../orchestrator/runtime/plan/plan-schema.ts';
import { editPlanSchema } from '../../../orchestrator/runtime/plan/edit-plan-schema.ts';
import { trafficSchema } from '../../../orchestrator/runtime/traffic/measure/traffic-schema.ts';
import {
  versionViewSchema,
  versionRecordSchema,
} from '../../../orchestrator/runtime/versions/version-record.ts';
import { z } from 'zod';
import { triggerSchema } from '../console/triggers.ts';
import { context, contexts, removedContext, usedContext } from './contexts.ts';
import { failure } from './error.ts';
import { init } from './init.ts';
import { keys, newKey, revokedKey } from './keys.ts';
import { labCheck, labHint, labs } from './lab.ts';
import { lint } from './lint.ts';
import { compaction, exported, imported, repair } from './log.ts';
import { doctor, setup } from './machine.ts';
import { demoStep, down, eventLine, upLine, workshopReady } from './running.ts';
import { webhookRecord } from './webhooks.ts';
import { text, count } from '../../../orchestrator/common/field.ts';

const accepted = acceptedSchema.describe('What the change did.');

const built = z
  .object({
    versions: z
      .array(versionRecordSchema)
      .describe('As recorded; more than one where hosts are of different kinds'),
    hosts: z
      .array(
        z.object({
          host: text('Of Docker'),
          image: text('The name that is promoted'),
          content: text('The name of the same image by its content'),
          digest: text('Its id on that host'),
          isBuilt: z.boolean().describe('False: the host had it already'),
        }),
      )
      .describe('The image on each Docker host'),
  })
  .describe('The outcome of the build.');

const gitopsInit = z
  .object({
    folder: text('Of the repository'),
    settings: z
      .object({
        folder: text('The same, as the workspace file says it'),
        repoUrl: text('The URL that Argo CD fetches from'),
        revision: text('The branch that is committed to'),
        namespace: text('Of Kubernetes'),
      })
      .describe('The section gitops of the workspace file'),
  })
  .describe('The repository.');

const gitopsCommit = z
  .object({
    id: text('Of the commit'),
    at: text('When, ISO 8601'),
    author: text('Who approved, aborted or changed the release of the commit'),
    subject: text('The first line of its message'),
    release: text('The release that it belongs to').nullable(),
    phase: text('The phase that it starts').nullable(),
    event: count('Number of the event in the log'),
  })
  .describe('One commit, the newest first.');

/** What a line of `--json` is, by the name of the output; a loose object may have further keys. */
export const OUTPUT_SCHEMAS = {
  demo: demoStep,
  up: upLine,
  workshop: workshopReady,
  status: stateSchema.describe('The state; with --watch a line each time it changes.'),
  context: contexts,
  'context-add': context,
  'context-use': usedContext,
  'context-remove': removedContext,
  config: accepted,
  build: built,
  versions: versionViewSchema.describe('One image that was built, the newest first.'),
  promote: accepted,
  action: z
    .union([
      releaseSchema,
      triggerSchema.meta({
        id: 'Trigger',
        description: "A release as Statsig's Console API shows it, where the target is a console.",
      }),
    ])
    .describe('The release after the action.'),
  references: pipelineReferencesSchema
    .extend({ pipeline: text('Its name') })
    .describe('A pipeline and whom its changes concern; a line for each.'),
  plan: z
    .union([planSchema, editPlanSchema])
    .describe('What the next phase would do; with --file what the edit would.'),
  hold: holdsSchema.describe('The holds after the change.'),
  retry: retrySchema.describe('What is tried again.'),
  rollback: accepted,
  confirm: confirmedSchema.describe('The edit that took effect, and what it deletes.'),
  fault: faultsSchema.describe('The faults that are injected.'),
  traffic: trafficSchema.describe('What our own requests to the regions measured.'),
  logs: logLineSchema.describe('A line of the log of an update; many are printed.'),
  clock: clockAnswerSchema.describe('The clock then, and what moving it did.'),
  compare: comparisonSchema,
  rehearse: z
    .union([rehearsalSchema, rampRehearsalSchema])
    .describe('The course of a release that was played in memory; with --ramp of a ramp.'),
  events: eventLine,
  exposures: z.union([exposuresSchema, reportedExposureSchema]).describe('What SDKs reported.'),
  init,
  keys,
  'keys-create': newKey,
  'keys-revoke': revokedKey,
  repair,
  compact: compaction,
  export: exported,
  import: imported,
  'gitops-init': gitopsInit,
  'gitops-diff': gitopsDiffSchema.describe('What the phases that wait would change.'),
  'gitops-log': gitopsCommit,
  webhooks: webhooksSchema.shape.webhooks.describe('The webhooks, in the order of the file.'),
  'webhooks-test': webhookTestSchema.describe('The delivery of a test.'),
  'webhooks-record': webhookRecord,
  'lab-list': labs,
  'lab-check': labCheck,
  'lab-hint': labHint,
  page: pageSchema,
  down,
  evaluate: explanationSchema.describe('The value, and why it is no other.'),
  lint,
  doctor,
  setup,
  error: failure,
} as const;

export type OutputName = keyof typeof OUTPUT_SCHEMAS;

/** The commands that print it, where they are not just the one of that name; an error is printed by any. */
const PRINTED_BY: Partial<Record<OutputName, readonly string[]>> = {
  up: ['up', 'lab start'],
  status: ['status', 'replay'],
  context: ['context list'],
  'context-add': ['context add'],
  'context-use': ['context use', 'context clear'],
  'context-remove': ['context remove'],
  config: ['config set'],
  action: ['approve', 'pause', 'unpause', 'skip', 'abort', 'rollout'],
  hold: ['hold', 'lift'],
  fault: ['fault add', 'fault list', 'fault clear'],
  traffic: ['traffic start', 'traffic stop', 'traffic status'],
  clock: ['clock show', 'clock advance', 'clock to-next-event', 'clock pause', 'clock resume'],
  keys: ['keys list'],
  'keys-create': ['keys create', 'keys rotate'],
  'keys-revoke': ['keys revoke'],
  'gitops-init': ['gitops init'],
  'gitops-diff': ['gitops diff'],
  'gitops-log': ['gitops log'],
  webhooks: ['webhooks list'],
  'webhooks-test': ['webhooks test'],
  'webhooks-record': ['webhooks record'],
  'lab-list': ['lab list'],
  'lab-check': ['lab check'],
  'lab-hint': ['lab hint'],
  error: [],
};

/** The commands that print an output, such as `config set`. */
export function printersOf(name: OutputName): readonly string[] {
  return PRINTED_BY[name] ?? [name];
}

/** The output of a command, or of that name; undefined for a verb of a resource, whose output is the Console API's. */
export function outputNamed(words: string): OutputName | undefined {
  const names = Object.keys(OUTPUT_SCHEMAS) as OutputName[];
  return (
    names.find((name) => name === words) ?? names.find((name) => printersOf(name).includes(words))
  );
}

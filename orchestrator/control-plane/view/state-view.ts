import { editThatDeletesSchema } from '../../runtime/interpreter/edit-that-deletes.ts';
import { z } from 'zod';
import { count, list, partly, text, time } from '../../common/field.ts';
import type { Pipeline } from '../../core/definition/definition.ts';
import { machineCostSchema } from '../../core/definition/machines.ts';
import { probeSchema } from '../../core/definition/program-schema.ts';
import {
  pipelineReferencesSchema,
  type PipelineReferences,
} from '../../core/evaluation/pipeline-references.ts';
import {
  configStateSchema,
  decisionSchema,
  holdSchema,
  rampViewSchema,
  regionStatusSchema,
  stackStatusSchema,
} from '../../core/pipeline/records.ts';
import { publisherStatusSchema } from '../../integrations/gitops/publisher-status.ts';
import { loopHeartbeatSchema, stackLoopStatusSchema } from '../../runtime/loop/loop-view.ts';
import { planSummarySchema } from '../../runtime/plan/plan-schema.ts';
import { sourceViewSchema } from '../../runtime/sources/source-view.ts';
import { clockViewSchema } from '../../runtime/time/clock-view.ts';
import { faultViewSchema } from './fault-view.ts';
import { releaseSchema } from './release-view.ts';

const toolingSchema = z.object({
  engine: z.enum(['pulumi', 'embedded']).describe('What runs the updates'),
  runtime: z.enum(['docker', 'process']).describe('What a region runs as'),
  provider: z.enum(['own', 'stock']).describe('What creates the containers'),
  reasons: list(z.string(), 'Why each, in words'),
});

/** A pipeline as it is defined, and whom a change of it concerns. */
export type PipelineView = Pipeline & { references: PipelineReferences };

/** What this orchestrator deploys with, and why. */
export type Tooling = z.infer<typeof toolingSchema>;

const regionSchema = z.object({
  name: text('Its name; of a cell REGION/CELL'),
  cell: z
    .object({
      name: text('Its name in the region'),
      region: text('The region'),
      share: z.number().describe('Its share of the requests that no key places, 0 to 1'),
      shardBy: z
        .object({ header: text('Name of the header') })
        .exactOptional()
        .describe('The header whose value chooses the cell; left out: the user does'),
    })
    .exactOptional()
    .describe('Of a cell: which one it is; left out for a region without cells'),
  environment: text('The environment it is in'),
  stack: text('The stack whose updates deploy it').nullable(),
  url: text('Address of its first container or process'),
  urls: list(z.string(), 'Addresses of all of them'),
  decided: decisionSchema
    .extend({ value: z.record(z.string(), z.unknown()).describe('The value for this region') })
    .meta({ id: 'RegionDecision', description: 'A decision, with its value for the region.' })
    .nullable()
    .describe('The version that it should have by the releases, with its value, phase and reason'),
  decidedAtMs: time('Since when').nullable(),
  ...regionStatusSchema.shape,
  probe: probeSchema
    .exactOptional()
    .describe('How it is observed; left out: as our service answers'),
  configSource: z
    .enum(['file', 'statsig'])
    .describe("Whether updates deliver its colour, or its services read Statsig's SDK"),
  machine: machineCostSchema
    .omit({ region: true })
    .nullable()
    .describe('The machine that it runs on, and its cost; null where it asks for none'),
  isSettled: z.boolean().describe('Decided, applied and answered are one version and color'),
  wrongSinceMs: time('Since when it does not answer the decided version').nullable(),
});

export type RegionView = z.infer<typeof regionSchema>;

const stackSchema = z.object({
  name: text('Its name'),
  regions: list(z.string(), 'The regions, or cells of regions, that it deploys'),
  usdPerMonth: z
    .number()
    .nullable()
    .describe(
      'What its machines cost in a month of 730 hours, in US dollars; null where no region asks for one',
    ),
  ...stackStatusSchema.shape,
  loop: stackLoopStatusSchema.nullable().describe('Null where no loop runs'),
});

export const stateSchema = z.object({
  nowMs: time('The moment that is shown'),
  clock: clockViewSchema.describe('The clock then'),
  seq: count('Number of the last event in the log'),
  workspace: text('The folder of the workspace'),
  tooling: toolingSchema
    .nullable()
    .describe('The engine, runtime and provider of the deployment; null where nothing is deployed'),
  gitops: publisherStatusSchema
    .nullable()
    .describe('The GitOps repository; null where the definition names none'),
  plan: planSummarySchema
    .nullable()
    .describe('The last plan that was made, while it holds; null where there is none'),
  source: sourceViewSchema.nullable().describe('Null where no source of decisions is attached'),
  configs: z
    .record(z.string(), configStateSchema)
    .describe('The gates and dynamic configs, by name'),
  pipelines: list(
    partly<PipelineView>(
      z.looseObject({ name: text('Its name'), references: pipelineReferencesSchema }),
    ),
    'The release pipelines, as in the workspace file, each with its references',
  ),
  holds: list(holdSchema, 'The holds that block the rollout'),
  ramps: list(rampViewSchema, 'The rules whose percentage rises by itself'),
  faults: list(faultViewSchema, 'The injected faults'),
  releases: z
    .array(releaseSchema)
    .describe('The active ones and the latest of the others, oldest first'),
  definitionProblem: text(
    'Why the workspace file as it is now is not in effect, or asks for a value that was released and taken back; null otherwise',
  ).nullable(),
  unconfirmedEdit: editThatDeletesSchema
    .nullable()
    .describe(
      'The edit of the workspace file that waits for confirm, since it deletes; null: none does',
    ),
  regions: z
    .array(regionSchema)
    .describe(
      'The regions, in the order of the workspace file; in the place of one that has cells, its cells',
    ),
  loop: loopHeartbeatSchema
    .nullable()
    .describe('The loop itself, besides its stacks; null where none runs'),
  stacks: z.array(stackSchema).describe('The stacks, with their updates'),
});

/** Everything a client shows: the answer of `GET /api/state`. */
export type StateView = z.infer<typeof stateSchema>;

import { z } from 'zod';
import { count, list, text } from '../../common/field.ts';
import { rampViewSchema } from '../../core/pipeline/records.ts';
import { differenceSchema, plannedChangeSchema } from '../../ports/planned-change.ts';
import { adviceSchema } from '../../ports/policy.ts';
import { plannedCostSchema, plannedRegionSchema, planCountsSchema } from './plan-schema.ts';

const operation = z.enum(['same', 'create', 'update', 'replace', 'delete']);

const environmentSchema = z.object({
  name: text('Its name'),
  production: z.boolean().describe('It serves users'),
  effect: z
    .enum(['untouched', 'changes', 'unknown'])
    .describe('Whether a resource or value in it changes; unknown while the edit is blocked'),
});

const stackSchema = z.object({
  name: text('Its name'),
  operation: operation.describe('The operation; of several the most destructive'),
  counts: planCountsSchema,
  regions: list(plannedRegionSchema, 'Those of which a resource changes'),
  shared: list(plannedChangeSchema, 'Changes of resources that regions share'),
});

const valueSchema = z.object({
  region: text('The region'),
  config: text('The gate or dynamic config'),
  from: z.unknown().describe('Its value now'),
  to: z.unknown().describe('Its value afterwards'),
});

const phaseSchema = z.object({
  name: text('The phase'),
  regions: list(z.string(), 'Those that get the new value with it'),
  approvalsNeeded: count('People who have to approve it'),
  bakeMs: count('How long it bakes, in milliseconds'),
  block: text('What would keep it from starting now; null: nothing').nullable(),
});

const releaseSchema = z.object({
  release: text('The id that it would have'),
  config: text('The gate or dynamic config'),
  differences: list(differenceSchema, 'What differs of its content'),
  phases: list(phaseSchema, 'Its phases'),
});

const findingSchema = z.object({
  level: z.enum(['error', 'warning']).describe('As lint has it'),
  path: text('Where in the file'),
  message: text('What is wrong'),
});

const definedSchema = z.object({
  kind: text('Such as regions or pipelines'),
  added: list(z.string(), 'Names that are new'),
  changed: list(z.string(), 'Names whose definition differs'),
  removed: list(z.string(), 'Names that are gone'),
  differences: list(
    differenceSchema.extend({ name: text('Of which it is') }),
    'What differs of the changed ones',
  ),
});

export const editPlanSchema = z.object({
  outcome: z
    .enum(['none', 'change', 'delete'])
    .describe('Nothing changes, something does, or regions or stacks are deleted'),
  base: z
    .enum(['running', 'stopped', 'file'])
    .describe(
      'What it is compared with: what is deployed, what would be deployed by the workspace, or by another file',
    ),
  edit: text(
    'What confirm takes, once the file is saved; null: it deletes nothing that is deployed',
  ).nullable(),
  during: list(z.string(), 'Active releases that have a phase in what it deletes'),
  deletes: z.object({
    regions: list(z.string(), 'Regions that it deletes, or moves to another stack'),
    stacks: list(z.string(), 'Stacks that it deletes'),
    resources: list(
      z.string(),
      'Resources that another program of your own deletes, such as `Container us-west1`; left out: none',
    ).exactOptional(),
  }),
  blocked: z
    .object({
      code: text('The error code'),
      message: text('What holds it'),
      action: text('What to do about it; null: nothing').nullable(),
    })
    .nullable()
    .describe('Why it would not take effect now, such as an active release; null: it would'),
  environments: list(environmentSchema, 'Those of before and after'),
  stacks: list(stackSchema, 'Those of which something changes'),
  costs: list(plannedCostSchema, 'What machines cost of the stacks in which that changes'),
  values: list(valueSchema, 'Values of regions that change at once'),
  releases: list(releaseSchema, 'The releases that it starts'),
  ramps: list(rampViewSchema, 'The ramps that it begins, changes or stops, as they would be'),
  findings: list(findingSchema, 'What lint finds of the file, and does not of the present one'),
  definitions: list(definedSchema, 'What the file defines otherwise'),
  advice: adviceSchema,
});

/** What an edit of the workspace file would do. */
export type EditPlan = z.infer<typeof editPlanSchema>;

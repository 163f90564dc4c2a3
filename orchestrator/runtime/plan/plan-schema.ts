import { z } from 'zod';
import { count, list, text } from '../../common/field.ts';
import { stackCostSchema } from '../../core/definition/machines.ts';
import { adviceSchema } from '../../ports/policy.ts';
import { plannedChangeSchema } from '../../ports/planned-change.ts';

const operation = z.enum(['same', 'create', 'update', 'replace', 'delete']);

/** What an update does to a resource; of a region: what it does to all of its resources, or the harshest of several. */
export type PlannedOperation = z.infer<typeof operation>;

export const planCountsSchema = z.object({
  same: count('Unchanged'),
  create: count('Created'),
  update: count('Changed in place'),
  replace: count('Replaced by others'),
  delete: count('Deleted'),
});

const summary = {
  hash: text('SHA-256 of the whole plan, in hex; approve --plan takes it'),
  release: text('The release whose phase would start; null where none waits').nullable(),
  phase: text('That phase').nullable(),
  counts: planCountsSchema.describe('Resources of the stacks that are affected'),
  deletes: list(
    z.string(),
    'Regions of which a resource is deleted: approving takes --allow-delete',
  ),
};

export const planSummarySchema = z
  .object(summary)
  .meta({ id: 'PlanSummary', description: 'A plan that holds, without its changes.' });

/** The summary of a plan in the state view. */
export type PlanSummary = z.infer<typeof planSummarySchema>;

export const plannedRegionSchema = z.object({
  name: text('Its name'),
  stack: text('The stack that it is in'),
  isInPhase: z.boolean().describe('It gets the new value with the phase'),
  configSource: z
    .enum(['file', 'statsig'])
    .describe(
      'With statsig its services read their colour from the SDK, and no update delivers it',
    ),
  operation: operation.describe('The operation; of several the most destructive'),
  changes: list(plannedChangeSchema, 'Its resources that change'),
});

export type PlannedRegion = z.infer<typeof plannedRegionSchema>;

export const plannedCostSchema = stackCostSchema.extend({
  usdPerMonthBefore: z.number().describe('The same, before it'),
});

export const planSchema = z.object({
  ...summary,
  costs: list(
    plannedCostSchema,
    'What the machines of its stacks cost after it, where regions ask for machines',
  ),
  regions: list(plannedRegionSchema, 'Those of the phase, and any other that changes'),
  shared: list(plannedChangeSchema, 'Changes of resources that regions share'),
  advice: adviceSchema,
});

/** What the updates that follow from the start of a phase would do. */
export type Plan = z.infer<typeof planSchema>;

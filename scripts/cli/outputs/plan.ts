import { z } from 'zod';
import type { PlannedChange, Difference } from '../../../orchestrator/ports/update-event.ts';
import type { Plan, PlannedRegion, PlanSummary } from '../../../orchestrator/runtime/plan/plan.ts';
import { count, exactly, text } from './exactly.ts';

const operation = z.enum(['same', 'create', 'update', 'replace', 'delete']);

const summary = {
  hash: text('SHA-256 of the whole plan, in hex; approve --plan takes it'),
  release: text('The release whose phase would start; null where none waits').nullable(),
  phase: text('That phase').nullable(),
  counts: z
    .strictObject({
      same: count('Left as they are'),
      create: count('Created'),
      update: count('Changed in place'),
      replace: count('Replaced by others'),
      delete: count('Deleted'),
    })
    .describe('Resources of the stacks that are affected'),
  deletes: z
    .array(z.string())
    .describe('Regions of which a resource is deleted: approving takes --allow-delete'),
};

/** What `status` tells of a plan. */
export const planSummary = exactly<PlanSummary>()(
  z
    .strictObject(summary)
    .meta({ id: 'PlanSummary', description: 'A plan that holds, without its changes.' }),
);

const difference: z.ZodType<Difference> = z.strictObject({
  path: text('Such as config.color'),
  from: z.unknown().optional().describe('Of a list the items that go; left out: nothing'),
  to: z.unknown().optional().describe('Of a list the items that come; left out: nothing'),
});

const change = exactly<PlannedChange>()(
  z
    .strictObject({
      urn: text('As Pulumi names it'),
      type: text('Such as docker:index/container:Container'),
      name: text('In the program'),
      operation: z.enum([...operation.options, 'read']).describe('What becomes of it'),
      properties: z.array(z.string()).describe('Those that differ, of an update or replacement'),
      differences: z
        .array(difference)
        .describe('With old and new value; [secret] and [unknown] stand for values'),
    })
    .meta({ id: 'PlannedChange', description: 'A resource that does not stay as it is.' }),
);

const region = exactly<PlannedRegion>()(
  z.strictObject({
    name: text('Its name'),
    stack: text('The stack that it is in'),
    isInPhase: z.boolean().describe('It gets the new value with the phase'),
    configSource: z
      .enum(['file', 'statsig'])
      .describe('With statsig it asks for its colour itself, and no update delivers it'),
    operation: operation.describe('What becomes of all of it; of several the harshest'),
    changes: z.array(change).describe('Its resources that do not stay as they are'),
  }),
);

export const plan = exactly<Plan>()(
  z
    .strictObject({
      ...summary,
      regions: z.array(region).describe('Those of the phase, and any other that changes'),
      shared: z.array(change).describe('What regions have in common, where it changes'),
    })
    .describe('What the next phase would do.'),
);

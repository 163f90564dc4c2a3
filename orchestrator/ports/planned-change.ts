import { z } from 'zod';
import { list, text } from '../common/field.ts';

export const differenceSchema = z.object({
  path: text('Such as config.color'),
  from: z
    .unknown()
    .optional()
    .describe('The old value; of a list the removed items; left out: none'),
  to: z.unknown().optional().describe('The new value; of a list the added items; left out: none'),
});

/** One value that changes with a step; an absent or null one is left out. */
export type Difference = z.infer<typeof differenceSchema>;

export const plannedChangeSchema = z
  .object({
    urn: text('As Pulumi names it'),
    type: text('Such as docker:index/container:Container'),
    name: text('In the program'),
    operation: z
      .enum(['same', 'create', 'update', 'replace', 'delete', 'read'])
      .describe('The operation'),
    properties: list(z.string(), 'The properties that differ, of an update or replacement'),
    differences: list(
      differenceSchema,
      'With old and new value; [secret] and [unknown] stand for values',
    ),
  })
  .meta({ id: 'PlannedChange', description: 'A resource that changes.' });

/** What would happen to one resource. */
export type PlannedChange = z.infer<typeof plannedChangeSchema>;

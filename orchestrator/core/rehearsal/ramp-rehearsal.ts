import { z } from 'zod';
import { text, time } from '../../common/field.ts';
import { rehearsedFaultSchema } from './rehearsal.ts';

const stepSchema = z.object({
  rule: text('The id of the rule'),
  percentage: z.number().describe('Of the users that it matches'),
  dueMs: time(
    'When it would be reached if nothing delayed it; null while it is disabled',
  ).nullable(),
  atMs: time('When it is reached; null: not before a person acts').nullable(),
  delayedBy: text('What delays it; null: nothing').nullable(),
});

/** A step of a ramp that was played in memory. */
export type RehearsedRampStep = z.infer<typeof stepSchema>;

export const rampRehearsalSchema = z
  .object({
    ramp: text('The gate or dynamic config whose rules ramp'),
    startMs: time('When the first steps take effect'),
    endsAtMs: time('When the last step is reached; null when it is not').nullable(),
    steps: z
      .array(stepSchema)
      .describe('In the order of time; the first of each rule is at the start'),
    faults: z.array(rehearsedFaultSchema).describe('What went wrong, in order'),
  })
  .meta({ id: 'RampRehearsal', description: 'The course of a ramp that was played in memory.' });

export type RampRehearsal = z.infer<typeof rampRehearsalSchema>;

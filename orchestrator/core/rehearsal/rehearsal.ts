import { z } from 'zod';
import { text, time } from '../../common/field.ts';
import { versionSchema } from '../pipeline/records.ts';

const waitSchema = z.object({
  kind: z
    .enum(['approval', 'answer', 'bake', 'guardrail', 'block', 'pause'])
    .describe('What holds it up'),
  reason: text('Why'),
  endedBy: text('Who can end it'),
  fromMs: time('From when'),
  untilMs: time('Until when; null: it does not end').nullable(),
});

/** Something that holds a release up. */
export type RehearsedWait = z.infer<typeof waitSchema>;

const phaseSchema = z.object({
  id: text('Its id in the pipeline'),
  name: text('Its name for people'),
  waits: z.array(waitSchema).describe('In order; empty where nothing holds it up'),
  startsAtMs: time('When its regions get the new value; null: never').nullable(),
  endsAtMs: time('When it ends; null: never').nullable(),
  regions: z.array(z.string()).describe('Those that get the new value when it starts'),
  colors: z
    .record(z.string(), z.string().nullable())
    .describe('The colour of each region once it has started'),
});

export type RehearsedPhase = z.infer<typeof phaseSchema>;

export const rehearsedFaultSchema = z.object({
  text: text('As --fault says it'),
  atMs: time('When'),
  outcome: text('What it did, or why it did nothing'),
});

/** The outcome of a fault. */
export type RehearsedFault = z.infer<typeof rehearsedFaultSchema>;

export const rehearsalSchema = z
  .object({
    config: text('The dynamic config that is changed'),
    pipeline: text('The pipeline that the release goes through'),
    from: versionSchema.describe('The value of everyone before the release'),
    to: versionSchema.describe('The new version'),
    status: z
      .enum(['WAITING_FOR_REVIEW', 'IN_PROGRESS', 'PAUSED', 'COMPLETED', 'ABORTED'])
      .describe('Its status at the end of the rehearsal'),
    startMs: time('When the change is saved'),
    endsAtMs: time('When it ends; null when it does not').nullable(),
    phases: z.array(phaseSchema).describe('In order'),
    faults: z.array(rehearsedFaultSchema).describe('What went wrong, in order'),
    regionsAtEnd: z
      .array(z.string())
      .describe('Regions that no phase reaches: they get the new value at the end'),
    waitsForPerson: z
      .object({
        phase: text('The phase that waits'),
        reason: text('Why'),
        endedBy: text('Who can end it'),
      })
      .nullable()
      .describe('What a person has to do for it to go on; null when it ends'),
  })
  .describe('The course of a release that was played in memory.');

export type Rehearsal = z.infer<typeof rehearsalSchema>;

import { z } from 'zod';
import { count, text, time } from '../../common/field.ts';

/** A span of the played time. */
function after(meaning: string) {
  return z.number().describe(`${meaning}; milliseconds`);
}

const spanSchema = z.object({
  fromMs: after('From when, since the change was saved'),
  untilMs: after('Until when'),
  regions: z.array(z.string()).describe('Those that serve the changed value then'),
});

const playedPhaseSchema = z.object({
  id: text('Its id in the pipeline'),
  startsAfterMs: after('When it starts, since the change was saved; null: never').nullable(),
});

const runSchema = z.object({
  status: z
    .enum(['WAITING_FOR_REVIEW', 'IN_PROGRESS', 'PAUSED', 'COMPLETED', 'ABORTED'])
    .describe('Of the release when the run ends'),
  endsAfterMs: after('When the run ends, since the change was saved'),
  waitsFor: text(
    'What the release still waits for when the run ends; null: it has ended',
  ).nullable(),
  abortedBy: text('Who aborted the release and why; null: nobody').nullable(),
  phases: z.array(playedPhaseSchema).describe('In order'),
  exposure: z.array(spanSchema).describe('Who serves the changed value when, without empty spans'),
});

const faultyRunSchema = runSchema.extend({
  requestMinutes: z
    .number()
    .describe('Requests that the changed value answered; 1: every request of a mean minute'),
  requests: count(
    'Simulated requests that the changed value answered; 0 without a fault and guardrails',
  ),
  failures: count('Of these: hit by a fault'),
  users: count('Users who made these requests'),
  regions: z.array(z.string()).describe('Regions that served the changed value'),
  detectedAfterMs: after(
    'From the first region that serves the changed value to the first breach, or the person who notices; null: never',
  ).nullable(),
  detectedBy: text('The guardrail, or the person; null: nobody').nullable(),
  restoredAfterMs: after(
    'From the first region that serves the changed value until none does any more; null: never',
  ).nullable(),
});

/** A release that was played with the fault. */
export type FaultyRun = z.infer<typeof faultyRunSchema>;

const healthyRunSchema = runSchema.extend({
  everyoneAfterMs: after(
    'From the saved change until every region serves it; null: not in that time',
  ).nullable(),
});

/** A release that was played without the fault. */
export type HealthyRun = z.infer<typeof healthyRunSchema>;

const comparedSchema = z.object({
  name: text('Of the pipeline; of a workspace file, its name'),
  regionCount: count('How many regions there are'),
  withFault: faultyRunSchema.describe('The change brings the fault'),
  allWell: healthyRunSchema.describe('The same without the fault'),
});

/** A pipeline in a comparison. */
export type ComparedPipeline = z.infer<typeof comparedSchema>;

export const comparisonSchema = z
  .object({
    config: text('The dynamic config that is changed'),
    change: z.record(z.string(), z.unknown()).describe('Keys that are set in its value'),
    faults: z.array(z.string()).describe('As --fault says them'),
    seed: z.number().describe('The same seed plays the same'),
    startMs: time('When the change is saved'),
    forMs: after('How long the run with the fault is played'),
    ratePerSecond: z.number().describe('Requests per second to all regions'),
    users: count('Users of all regions'),
    pipelines: z.array(comparedSchema).describe('In the order in which they were named'),
  })
  .describe('The same change and the same fault, played in memory through several pipelines.');

export type Comparison = z.infer<typeof comparisonSchema>;

import { z } from 'zod';
import { count, text } from '../../../orchestrator/common/field.ts';
import { eventSchema } from '../../../orchestrator/control-plane/view/answers.ts';

export const eventLine = eventSchema
  .extend({ seq: count('Its number in the log, counted from 1') })
  .describe('One event. Each type has further keys.');

/** The first line of `up --json`. */
export const ready = z
  .object({
    ready: z.literal(true).describe('It is'),
    url: text('Origin of the control plane'),
    workspace: text('The folder of the workspace, absolute'),
    grpcUrl: text('Where SDKs get changes pushed, by gRPC'),
    serverKeys: z
      .record(z.string(), z.string())
      .describe('A key of SDKs for each environment; void when this run ends, like the next two'),
    consoleKey: text('Key of the Console API'),
    evaluationKey: text('Key of OFREP'),
  })
  .meta({ id: 'Ready', description: 'The first line.' });

const problem = z
  .object({
    definitionProblem: text(
      'Why the workspace file is not in effect; null: it is in effect again',
    ).nullable(),
  })
  .meta({ id: 'DefinitionProblem', description: 'Each time that it changes.' });

export const upLine = z
  .union([
    ready,
    problem,
    eventLine.meta({ id: 'Event', description: 'Each event, as events prints it.' }),
  ])
  .describe('One line once ready, then one for each event or problem of the workspace file.');

export const demoStep = z
  .object({
    step: count('1 to 7'),
    name: text('What must be observed'),
    regions: z
      .record(z.string(), z.string().nullable())
      .describe('The colour of each region then; empty before they are deployed'),
    ok: z.boolean().describe('Whether it was observed'),
  })
  .describe('One line for each step.');

export const down = z
  .object({ removed: z.boolean().describe('Whether there was anything to remove') })
  .describe('Whether anything was removed.');

export const workshopReady = z
  .object({
    ready: z.literal(true).describe('It is'),
    pageUrl: text("Address of the presenter's page, with the key of its session"),
    join: z
      .object({ url: text('Address for reports of attendees'), code: text('Their code for that') })
      .describe('How attendees join'),
  })
  .describe('Printed once a workshop is ready; its first lab may still be starting.');

export type WorkshopReady = z.infer<typeof workshopReady>;
export type ReadyLine = z.infer<typeof ready>;
export type DemoStepLine = z.infer<typeof demoStep>;
export type DownOutcome = z.infer<typeof down>;

import { z } from 'zod';
import { count, text } from './exactly.ts';
import { eventLine } from './state.ts';

const ready = z
  .strictObject({
    ready: z.literal(true).describe('It is'),
    url: text('Origin of the control plane'),
    workspace: text('The folder of the workspace, absolute'),
  })
  .meta({ id: 'Ready', description: 'The first line.' });

const problem = z
  .strictObject({
    definitionProblem: text(
      'Why the workspace file is not in effect; null: it is again',
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
  .strictObject({
    step: count('1 to 7'),
    name: text('What has to be seen'),
    regions: z
      .record(z.string(), z.string().nullable())
      .describe('The colour of each region then; empty before they are deployed'),
    ok: z.boolean().describe('Whether it was seen'),
  })
  .describe('One line for each step.');

export const down = z
  .strictObject({ removed: z.boolean().describe('Whether there was anything to remove') })
  .describe('What was removed.');

export type ReadyLine = z.infer<typeof ready>;
export type DemoStepLine = z.infer<typeof demoStep>;
export type DownOutcome = z.infer<typeof down>;

import { z } from 'zod';
import { count, text, time } from '../../../orchestrator/common/field.ts';

const lab = {
  lab: text('The folder of the lab, such as 01-first-purple-region'),
};

export const labs = z
  .object({
    labs: z
      .array(
        z.object({
          ...lab,
          number: text('Two digits'),
          title: text('Its title'),
          goal: text('Its goal'),
          minutes: count('Its duration'),
          passedAtMs: time('When it was passed first; null: not yet').nullable(),
          isRunning: z.boolean().describe('Whether it runs on the workspace'),
        }),
      )
      .describe('In the order of their numbers'),
  })
  .describe('The labs.');

const goal = z.object({
  goal: text('The goal'),
  reached: z.boolean().describe('Whether it is'),
  problem: text('Why it is not reached; null: it is reached').nullable(),
  look: text('A command that shows it, and what to check in its output'),
});

export const labCheck = z
  .object({
    ...lab,
    passed: z.boolean().describe('Whether every goal is reached'),
    goals: z.array(goal).describe('In the order of the lab'),
    next: text('The lab after this one; null: it is the last').nullable(),
  })
  .describe('The progress of a lab.');

export const labHint = z
  .object({
    ...lab,
    hint: count('Its number, counted from 1'),
    of: count('How many there are'),
    text: text('The hint, as Markdown'),
  })
  .describe('The next hint; after the last one, the last one again.');

export type LabsList = z.infer<typeof labs>;
export type CheckedGoal = z.infer<typeof goal>;
export type LabCheck = z.infer<typeof labCheck>;
export type LabHint = z.infer<typeof labHint>;

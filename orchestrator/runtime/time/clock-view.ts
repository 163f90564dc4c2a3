import { z } from 'zod';
import { time } from '../../common/field.ts';

export const clockViewSchema = z
  .object({
    kind: z.enum(['real', 'simulated']).describe('Whether it can be moved'),
    nowMs: time('Now, by this clock'),
    speed: z.number().describe('Times as fast as real time; 0: it stands still until it advances'),
    isPaused: z.boolean().describe('It stands still until it is resumed'),
    nextEventMs: time('When time alone will change something next; null: never').nullable(),
  })
  .meta({ id: 'Clock', description: 'What the time of the pipeline runs on.' });

/** What pipeline time runs on. */
export type ClockView = z.infer<typeof clockViewSchema>;

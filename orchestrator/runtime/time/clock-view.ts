import { z } from 'zod';
import { time } from '../../common/field.ts';

export const clockViewSchema = z
  .object({
    kind: z.enum(['real', 'simulated']).describe('Only a simulated clock can be moved'),
    nowMs: time('Now, by this clock'),
    speed: z.number().describe('Factor of real time; 0: stopped until it is advanced'),
    isPaused: z.boolean().describe('It is stopped until it is resumed'),
    nextEventMs: time('When the next timer is due; null: no timer runs').nullable(),
  })
  .meta({ id: 'Clock', description: 'What the time of the pipeline runs on.' });

/** What pipeline time runs on. */
export type ClockView = z.infer<typeof clockViewSchema>;

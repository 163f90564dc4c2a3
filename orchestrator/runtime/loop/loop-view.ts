import { z } from 'zod';
import { count, list, text, time } from '../../common/field.ts';

export const loopHeartbeatSchema = z.object({
  beatAtMs: time('When it last polled whether a stack differs').nullable(),
  stoppedBy: text('The stack whose failure keeps the others waiting').nullable(),
});

/** The status of the loop as a whole. */
export type LoopHeartbeat = z.infer<typeof loopHeartbeatSchema>;

export const stackLoopStatusSchema = z.object({
  activity: z
    .enum(['idle', 'queued', 'running', 'retrying', 'failed'])
    .describe('The state of the loop for it; failed: until something changes, or a retry'),
  turns: count('Updates since the start, failed ones included'),
  lastTurnAtMs: time('When the last one ran').nullable(),
  lastDurationMs: z.number().nullable().describe('How long it took'),
  failures: count('Failures in a row; 0 after a success'),
  nextTurnAtMs: time('When the next is due').nullable(),
  applied: text('Names what the last good update was for').nullable(),
});

/** The status of one stack in the loop. */
export type StackLoopStatus = z.infer<typeof stackLoopStatusSchema>;

export const logLineSchema = z.object({
  n: count('Counted from 1 over all updates of the stack since the start'),
  atMs: time('When it was written, real time'),
  text: text('The line'),
  isFirst: z.boolean().describe('An update begins with it'),
});

/** A line of the log of an update. */
export type LogLine = z.infer<typeof logLineSchema>;

export const stackLogSchema = z.object({
  stack: text('Its name'),
  isRunning: z.boolean().describe('An update runs'),
  lines: list(logLineSchema, 'Oldest first'),
});

/** The log of a stack's last update, or of the one that runs. */
export type StackLog = z.infer<typeof stackLogSchema>;

import { z } from 'zod';
import type { LogLine } from '../../../orchestrator/runtime/loop/update-log.ts';
import { count, exactly, text, time } from './exactly.ts';

export const logLine = exactly<LogLine>()(
  z
    .strictObject({
      n: count('Counted from 1 over all updates of the stack since the start'),
      atMs: time('When it was said, real time'),
      text: text('What was said'),
      isFirst: z.boolean().describe('An update begins with it'),
    })
    .describe('A line of the log of an update; many are printed.'),
);

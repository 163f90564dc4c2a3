import { z } from 'zod';
import type { FaultsAnswer } from '../../../orchestrator/control-plane/view/answers.ts';
import type { FaultView } from '../../../orchestrator/control-plane/view/fault-view.ts';
import { count, exactly, text } from './exactly.ts';

export const fault = exactly<FaultView>()(
  z.strictObject({
    name: text('By which it is cleared'),
    kind: z
      .enum(['fails', 'breaks', 'hangs', 'dies', 'slow', 'erroring', 'gone', 'stale', 'flapping'])
      .describe('What goes wrong'),
    operation: z
      .enum(['up', 'create', 'update', 'delete', 'read', 'deliver', 'decide', 'answer'])
      .describe('What it strikes'),
    region: text('The region that it strikes; left out: every one').exactOptional(),
    color: text(
      'The last answered colour at which it strikes; left out: every one',
    ).exactOptional(),
    stack: text('The stack that it strikes; left out: every one').exactOptional(),
    nth: count('The call that it strikes first, counted from 1 in each region').exactOptional(),
    every: count('It strikes every so many calls').exactOptional(),
    probability: z.number().describe('It strikes by chance, 0 to 1').exactOptional(),
    times: count('How often in a region; left out: see nth, else always').exactOptional(),
    durationMs: z.number().describe('How long it hangs or is slow').exactOptional(),
    seed: z.number().describe('The same seed strikes the same calls'),
    isFromFile: z.boolean().describe('It is in the workspace file, and is cleared there'),
    calls: count('How often it could strike since it was added or the start'),
    hits: count('How often it did'),
  }),
);

export const faults = exactly<FaultsAnswer>()(
  z
    .strictObject({
      seq: count('Number of the last event in the log'),
      faults: z.array(fault).describe('All that there are then'),
    })
    .describe('What goes wrong on demand.'),
);

import { z } from 'zod';
import { durationSchema } from './duration.ts';

export const updatesSchema = z
  .strictObject({
    maxParallel: z
      .int()
      .min(1)
      .max(64)
      .optional()
      .describe('How many stacks are updated side by side. Default: one a core of this machine.'),
    onFailure: z
      .enum(['go-on', 'stop'])
      .optional()
      .describe(
        'What a failed update does to the stacks that still wait for theirs: nothing, or they wait until it is cured. Default: go-on.',
      ),
    resyncEvery: durationSchema
      .optional()
      .describe(
        'How often what really runs is read and compared, one stack after the other. Default: 10m; 0: never.',
      ),
    timeout: durationSchema
      .optional()
      .describe('After how long an update is stopped and tried again. Default: 15m.'),
  })
  .describe('How the loop runs the updates of the stacks.');

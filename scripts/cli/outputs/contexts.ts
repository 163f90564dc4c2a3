import { z } from 'zod';
import { text } from '../../../orchestrator/common/field.ts';

export const context = z
  .object({
    name: text('Its name, for --context'),
    url: z.url().describe('Its origin'),
    console: z.boolean().describe('It speaks the Console API only'),
    key: z
      .union([
        z.object({ env: text('The environment variable that holds it') }),
        z.object({ file: text('The file that holds it') }),
      ])
      .describe('Where its key is; never the key'),
  })
  .meta({ id: 'Context', description: 'A target by name.' });

const current = text('The one in use; null: the workspace').nullable();

export const contexts = z
  .object({ current, contexts: z.array(context).describe('All of them') })
  .describe('The targets that have names.');

export const usedContext = z.object({ current }).describe('The target of commands from now on.');

export const removedContext = z
  .object({ removed: text('Its name') })
  .describe('The context that was removed.');

export type ContextList = z.infer<typeof contexts>;
export type UsedContext = z.infer<typeof usedContext>;
export type RemovedContext = z.infer<typeof removedContext>;

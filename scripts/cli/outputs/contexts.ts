import { z } from 'zod';
import type { NamedContext } from '../client/contexts.ts';
import { exactly, text } from './exactly.ts';

const context = exactly<NamedContext & { name: string }>()(
  z
    .strictObject({
      name: text('What --context takes'),
      url: z.url().describe('Its origin'),
      console: z.boolean().describe('It speaks the Console API only'),
      key: z
        .union([
          z.strictObject({ env: text('The environment variable that holds it') }),
          z.strictObject({ file: text('The file that holds it') }),
        ])
        .describe('Where its key is; never the key'),
    })
    .meta({ id: 'Context', description: 'A target by name.' }),
);

const current = text('The one in use; null: the workspace').nullable();

export const contexts = z
  .strictObject({ current, contexts: z.array(context).describe('All there are') })
  .describe('The targets that have names.');

export const addedContext = context;

export const usedContext = z
  .strictObject({ current })
  .describe('What commands talk to from now on.');

export const removedContext = z
  .strictObject({ removed: text('Its name') })
  .describe('The context that is forgotten.');

export type ContextList = z.infer<typeof contexts>;
export type UsedContext = z.infer<typeof usedContext>;
export type RemovedContext = z.infer<typeof removedContext>;

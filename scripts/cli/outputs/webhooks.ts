import { z } from 'zod';
import { text, time } from '../../../orchestrator/common/field.ts';

const listening = z
  .object({ listening: text('Address for a webhook') })
  .meta({ id: 'Listening', description: 'The first line.' });

const delivery = z
  .object({
    atMs: time('When it came'),
    id: text('The same for each try of a delivery; null: it has none').nullable(),
    event: text('The kind of the alert; null: it names none').nullable(),
    signature: z
      .enum(['valid', 'wrong', 'missing', 'unchecked'])
      .describe('Whether it is signed; unchecked without --secret-env'),
    body: z.unknown().describe('What was posted'),
  })
  .meta({ id: 'RecordedDelivery', description: 'Each delivery.' });

export const webhookRecord = z
  .union([listening, delivery])
  .describe('One line once it listens, then one for each delivery.');

export type ListeningLine = z.infer<typeof listening>;
export type RecordedDelivery = z.infer<typeof delivery>;

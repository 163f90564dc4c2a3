import { z } from 'zod';
import type {
  WebhookStatus,
  WebhookTest,
} from '../../../orchestrator/integrations/alerts/webhooks.ts';
import { ALERT_KINDS } from '../../../orchestrator/core/definition/webhook-schema.ts';
import { count, exactly, inside, text, time } from './exactly.ts';

const webhook = exactly<WebhookStatus>()(
  z.strictObject({
    name: text('As the workspace file names it'),
    url: text('Its origin, or $NAME of the variable that holds the address'),
    format: z.enum(['json', 'slack']).describe('Of what is posted'),
    events: z.array(z.enum(ALERT_KINDS)).nullable().describe('Of which it is told; null: all'),
    isSigned: z.boolean().describe('Whether deliveries carry a signature'),
    reachedSeq: count('Everything up to this event is delivered, or given up'),
    delivered: count('Alerts delivered since the start'),
    failedTries: count('Tries that failed since the start'),
    givenUp: count('Alerts since the start that will not be delivered'),
    lastDeliveredAtMs: time('When one was delivered last; null: not since the start').nullable(),
    problem: text('Why the last try failed; null: it did not').nullable(),
    nextTryAtMs: time('When it is tried again; null: there is nothing to try again').nullable(),
  }),
);

export const webhooks = z.array(webhook).describe('The webhooks, in the order of the file.');

export const webhookTest = exactly<WebhookTest>()(
  z
    .strictObject({
      name: text('Of the webhook'),
      status: count('HTTP status that the receiver answered with'),
      durationMs: count('How long it took'),
    })
    .describe('The delivery of a test.'),
);

const listening = z
  .strictObject({ listening: text('Address for a webhook') })
  .meta({ id: 'Listening', description: 'The first line.' });

const delivery = z
  .strictObject({
    atMs: time('When it came'),
    id: text('The same for each try of a delivery; null: it has none').nullable(),
    event: text('The kind of the alert; null: it tells none').nullable(),
    signature: z
      .enum(['valid', 'wrong', 'missing', 'unchecked'])
      .describe('Whether it is signed; unchecked without --secret-env'),
    body: inside<unknown>('What was posted'),
  })
  .meta({ id: 'RecordedDelivery', description: 'Each delivery.' });

export const webhookRecord = z
  .union([listening, delivery])
  .describe('One line once it listens, then one for each delivery.');

export type ListeningLine = z.infer<typeof listening>;
export type RecordedDelivery = z.infer<typeof delivery>;

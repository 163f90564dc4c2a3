import { z } from 'zod';
import { count, list, text, time } from '../../common/field.ts';
import { ALERT_KINDS } from '../../core/definition/webhook-schema.ts';

const workerStatus = z.object({
  reachedSeq: count('Everything up to this event is delivered, or given up'),
  delivered: count('Alerts delivered since the start'),
  failedTries: count('Tries that failed since the start'),
  givenUp: count('Alerts since the start that will not be delivered'),
  lastDeliveredAtMs: time('When one was delivered last; null: not since the start').nullable(),
  problem: text('Why the last try failed; null: it did not').nullable(),
  nextTryAtMs: time('When it is retried; null: no retry is due').nullable(),
});

/** The status of the deliveries of a webhook. */
export type WorkerStatus = z.infer<typeof workerStatus>;

export const webhookStatusSchema = z.object({
  name: text('As the workspace file names it'),
  url: text('Its origin, or $NAME of the variable that holds the address'),
  format: z.enum(['json', 'slack']).describe('The format of the body'),
  events: list(z.enum(ALERT_KINDS), 'The alerts that it receives; null: all').nullable(),
  isSigned: z.boolean().describe('Whether deliveries carry a signature'),
  ...workerStatus.shape,
});

/** A webhook as shown: its address without the path, and no secret. */
export type WebhookStatus = z.infer<typeof webhookStatusSchema>;

export const webhookTestSchema = z.object({
  name: text('The webhook'),
  status: count('HTTP status that the receiver answered with'),
  durationMs: count('How long it took'),
});

/** The result of a test delivery. */
export type WebhookTest = z.infer<typeof webhookTestSchema>;

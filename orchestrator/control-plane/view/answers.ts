import { z } from 'zod';
import { count, list, partly, text, time } from '../../common/field.ts';
import type { PipelineEvent, StoredEvent } from '../../core/pipeline/event.ts';
import { holdSchema } from '../../core/pipeline/records.ts';
import { webhookStatusSchema } from '../../integrations/alerts/webhook-status.ts';
import {
  exposureSummarySchema,
  reportedExposureSchema,
} from '../../integrations/exposures/exposure.ts';
import { clockViewSchema } from '../../runtime/time/clock-view.ts';
import { versionViewSchema } from '../../runtime/versions/version-record.ts';
import { editThatDeletesSchema } from '../../runtime/interpreter/edit-that-deletes.ts';
import { faultViewSchema } from './fault-view.ts';
import { releaseSchema } from './release-view.ts';

const seq = count('Number of the event in the log');

/** What an event of any type has; each type has keys of its own. */
export const eventSchema = z.looseObject({
  type: text('What happened, such as release-started'),
  atMs: time('When'),
});

export const storedEventSchema: z.ZodType<StoredEvent> = z.object({
  seq: count('Its number in the log'),
  event: partly<PipelineEvent>(eventSchema).describe('As events prints it'),
});

/** `GET /api/events`. */
export const eventsSchema = z.object({ events: z.array(storedEventSchema) });

export const pageSchema = z
  .object({ pageUrl: text('Address of the page; it opens a session once') })
  .describe('An address of the page.');

export const acceptedSchema = z.object({
  seq,
  release: releaseSchema
    .nullable()
    .describe('The release that it started, or aborted by a change back; null where there is none'),
});

/** The answer of an accepted change. */
export type PageAddress = z.infer<typeof pageSchema>;
export type Accepted = z.infer<typeof acceptedSchema>;

export const holdsSchema = z.object({
  seq,
  holds: list(holdSchema, 'All holds after the change'),
});

export type HoldsAnswer = z.infer<typeof holdsSchema>;

export const clockAnswerSchema = z.object({
  clock: clockViewSchema.describe('The clock then'),
  events: list(storedEventSchema, 'What became due, in order'),
});

/** The answer of a change of the clock. */
export type ClockAnswer = z.infer<typeof clockAnswerSchema>;

export const retrySchema = z.object({
  stacks: list(z.string(), 'Those that will be tried'),
});

/** The answer of `POST /api/retry`. */
export type RetryAnswer = z.infer<typeof retrySchema>;

export const confirmedSchema = z.object({
  seq: count('Number of the last event in the log'),
  ...editThatDeletesSchema.shape,
});

/** The answer of `POST /api/edits/confirm`. */
export type ConfirmedAnswer = z.infer<typeof confirmedSchema>;

export const faultsSchema = z.object({
  seq: count('Number of the last event in the log'),
  faults: list(faultViewSchema, 'All faults then'),
});

/** The answer of a change of the faults. */
export type FaultsAnswer = z.infer<typeof faultsSchema>;

export const exposuresSchema = z
  .object({
    specsTimeMs: time('Of the current specs'),
    attachedSdks: count('How many SDKs are attached by push'),
    summaries: list(exposureSummarySchema, 'All reports summed up, the latest at the end'),
    recent: list(reportedExposureSchema, 'The last ones each, latest last'),
  })
  .meta({
    id: 'Exposures',
    description: 'Everything since the start: the one line without --follow.',
  });

/** `GET /api/exposures`. */
export type ExposuresAnswer = z.infer<typeof exposuresSchema>;

/** `GET /api/webhooks`. */
export const webhooksSchema = z.object({ webhooks: z.array(webhookStatusSchema) });

/** `GET /api/versions`. */
export const versionsSchema = z.object({ versions: z.array(versionViewSchema) });

/** `GET /api/gitops/diff`. */
export const gitopsDiffSchema = z.object({
  patch: text('As git prints it; empty where nothing would change'),
});

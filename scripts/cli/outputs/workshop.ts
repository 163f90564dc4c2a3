import { z } from 'zod';
import { text } from './exactly.ts';

export const workshopReady = z
  .strictObject({
    ready: z.literal(true).describe('It is'),
    pageUrl: text("Address of the presenter's page, with the key of its session"),
    join: z
      .strictObject({ url: text('Where attendees report to'), code: text('What they report with') })
      .describe('What attendees are told'),
  })
  .describe('Printed once a workshop is ready; its first lab may still be starting.');

export type WorkshopReady = z.infer<typeof workshopReady>;

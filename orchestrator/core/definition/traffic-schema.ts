import { z } from 'zod';

/** Requests a second, over all regions together. */
export const trafficRate = z.int().min(1).max(500);

/** Default rate. */
export const USUAL_TRAFFIC_RATE = 20;

export const trafficSchema = z
  .strictObject({
    isOn: z.boolean().default(true).describe('Whether it starts with up.'),
    rate: trafficRate
      .default(USUAL_TRAFFIC_RATE)
      .describe('Requests a second, over all regions together.'),
  })
  .describe('Requests of our own to the regions, so that answers are measured. Left out: none.');

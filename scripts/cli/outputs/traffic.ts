import { z } from 'zod';
import type {
  RegionTraffic,
  TrafficView,
} from '../../../orchestrator/runtime/traffic/measure/traffic-view.ts';
import { count, exactly, text, time } from './exactly.ts';

const milliseconds = (what: string) =>
  z.number().nullable().describe(`${what} of those that were answered, milliseconds; null: none`);

const numbers = {
  requests: count('How many ended'),
  errors: count('Of them, answered with a status of 500 or above, or not in time'),
  p50: milliseconds('Median'),
  p95: milliseconds('95th percentile'),
  p99: milliseconds('99th percentile'),
};

const region = exactly<RegionTraffic>()(
  z.strictObject({
    region: text('Its name'),
    buckets: z
      .array(
        z.strictObject({
          fromMs: time('Begin of the bucket, real time'),
          color: text('The colour that answered; null: none did yet').nullable(),
          configVersion: text('The version that answered; null: none did yet').nullable(),
          ...numbers,
        }),
      )
      .describe('One for each version that answered in it, oldest first'),
    last: z
      .strictObject({
        ...numbers,
        errorRate: z.number().nullable().describe('0 to 1; null: there was no request'),
      })
      .describe('The last 30 seconds'),
  }),
);

export const traffic = exactly<TrafficView>()(
  z
    .strictObject({
      isOn: z.boolean().describe('Whether requests are sent'),
      ratePerSecond: count('Over all regions together'),
      bucketMs: count('Length of a bucket, milliseconds'),
      heldBack: count('Not sent since the start: too many to the same replica were under way'),
      skipped: z.array(z.string()).describe('Regions on other machines, which have no traffic'),
      regions: z.array(region).describe('The last five minutes of each'),
    })
    .describe('What our own requests to the regions measured.'),
);

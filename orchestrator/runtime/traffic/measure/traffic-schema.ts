import { z } from 'zod';
import { count, list, text, time } from '../../../common/field.ts';

const milliseconds = (what: string) =>
  z.number().nullable().describe(`${what} of those that were answered, milliseconds; null: none`);

const numbers = {
  requests: count('How many ended'),
  errors: count('Of them, answered with a status of 500 or above, or not in time'),
  p50: milliseconds('Median'),
  p95: milliseconds('95th percentile'),
  p99: milliseconds('99th percentile'),
};

const bucketSchema = z.object({
  fromMs: time('Begin of the bucket, real time'),
  color: text('The colour that answered; null: none did yet').nullable(),
  configVersion: text('The version that answered; null: none did yet').nullable(),
  ...numbers,
});

/** The answers of one version of a region within one bucket of time. */
export type TrafficBucket = z.infer<typeof bucketSchema>;

const recentSchema = z.object({
  ...numbers,
  errorRate: z.number().nullable().describe('0 to 1; null: there was no request'),
});

export type RecentTraffic = z.infer<typeof recentSchema>;

/** Requests as numbers. */
export type TrafficNumbers = Omit<RecentTraffic, 'errorRate'>;

const regionSchema = z.object({
  region: text('Its name'),
  buckets: list(bucketSchema, 'One for each version that answered in it, oldest first'),
  last: recentSchema.describe('The last 30 seconds'),
});

export type RegionTraffic = z.infer<typeof regionSchema>;

export const trafficSchema = z.object({
  isOn: z.boolean().describe('Whether requests are sent'),
  ratePerSecond: count('Over all regions together'),
  bucketMs: count('Length of a bucket, milliseconds'),
  heldBack: count('Not sent since the start: too many to the same replica were in flight'),
  skipped: list(
    z.string(),
    'Regions that have no traffic: on other machines, or without our service',
  ),
  regions: list(regionSchema, 'The last five minutes of each'),
});

/** Everything of the last minutes. */
export type TrafficView = z.infer<typeof trafficSchema>;

/** The settings of the traffic. */
export type TrafficStatus = Pick<TrafficView, 'isOn' | 'ratePerSecond'>;

/** The changes since the last message. */
export type TrafficChange = Pick<TrafficView, 'isOn' | 'ratePerSecond' | 'regions'>;

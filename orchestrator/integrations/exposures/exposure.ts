import { z } from 'zod';
import { count, text, time } from '../../common/field.ts';
import { configKind } from '../../core/pipeline/records.ts';

const shown = {
  kind: configKind.describe('Gate or dynamic config'),
  config: text('The gate or dynamic config'),
  configVersion: z.int().nullable().describe('Version of the value; null for an unknown rule'),
  release: text('The release of that version').nullable(),
  rule: text('The rule that matched'),
  region: text('The region of the user').nullable(),
  environment: text('The environment of the SDK'),
};

const exposureSchema = z.object({
  atMs: time('When it was evaluated, by the clock of the client'),
  ...shown,
  value: z.boolean().nullable().describe('What a gate answered; null for a dynamic config'),
  userID: text('The user').nullable(),
  specsTimeMs: time('Of the specs that the client held').nullable(),
});

/** An SDK's report of the value that a user got of a gate or dynamic config. */
export type Exposure = z.infer<typeof exposureSchema>;

export const reportedExposureSchema = exposureSchema
  .extend({ seq: count('Its number since the start') })
  .meta({ id: 'Exposure', description: 'One report of an SDK: a line each with --follow.' });

export const exposureSummarySchema = z.object({
  ...shown,
  count: count('How often'),
  firstAtMs: time('First'),
  lastAtMs: time('Last'),
});

/** How often SDKs reported one rule of one version in one region. */
export type ExposureSummary = z.infer<typeof exposureSummarySchema>;

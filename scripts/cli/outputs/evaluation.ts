import { z } from 'zod';
import type { ExposuresAnswer } from '../../../orchestrator/control-plane/view/answers.ts';
import type { Explanation } from '../../../orchestrator/core/evaluation/explain.ts';
import type { Exposure } from '../../../orchestrator/integrations/exposures/exposure.ts';
import { count, exactly, inside, text, time } from './exactly.ts';

const kind = z.enum(['gate', 'dynamic-config']).describe('Which of the two');

export const explanation = exactly<Explanation>()(
  z
    .strictObject({
      kind,
      name: text('The gate or dynamic config'),
      value: inside<Explanation['value']>('The value for this user: true or false, or an object'),
      decidedBy: z
        .enum(['override', 'rule', 'outside-percentage', 'disabled', 'default'])
        .describe('What decided'),
      rule: text('The rule that decided; null for an override or the default').nullable(),
      rules: z
        .array(
          z.strictObject({
            rule: text('Its name'),
            outcome: z
              .enum(['decides', 'outside-percentage', 'no-match', 'not-asked'])
              .describe('What became of it'),
            reason: text('In words'),
            failed: inside<Explanation['rules'][number]['failed']>(
              'The first condition that failed, and what was found of the user',
            ),
            passPercentage: z.number().describe('Whom of those that match it takes'),
            bucket: z.int().nullable().describe('0 to 9999; null where nothing was split'),
          }),
        )
        .describe('Every rule, in order'),
      decision: inside<Explanation['decision']>(
        'The version by the releases: its number, phase and reason',
      ),
    })
    .describe('The value, and why it is no other.'),
);

const exposure = {
  kind,
  config: text('The gate or dynamic config'),
  configVersion: z
    .int()
    .nullable()
    .describe('Version of the value; null when the rule is none of ours'),
  release: text('The release that brought it').nullable(),
  rule: text('The rule that gave it'),
  region: text('The region of the user').nullable(),
  environment: text('The environment of the SDK'),
};

const report = exactly<Exposure & { seq: number }>()(
  z
    .strictObject({
      seq: count('Its number since the start'),
      atMs: time('When it was asked, by the clock of the client'),
      ...exposure,
      value: z.boolean().nullable().describe('What a gate answered; null for a dynamic config'),
      userID: text('Who asked').nullable(),
      specsTimeMs: time('Of the specs that the client held').nullable(),
    })
    .meta({ id: 'Exposure', description: 'One report of an SDK: a line each with --follow.' }),
);

const summary = exactly<ExposuresAnswer>()(
  z
    .strictObject({
      specsTimeMs: time('Of the specs that SDKs are given now'),
      attachedSdks: count('How many SDKs are attached by push'),
      summaries: z
        .array(
          z.strictObject({
            ...exposure,
            count: count('How often'),
            firstAtMs: time('First'),
            lastAtMs: time('Last'),
          }),
        )
        .describe('All reports summed up, the one seen last at the end'),
      recent: z.array(report).describe('The last ones each, latest last'),
    })
    .meta({
      id: 'Exposures',
      description: 'Everything since the start: the one line without --follow.',
    }),
);

export const exposures = z.union([summary, report]).describe('What SDKs reported.');

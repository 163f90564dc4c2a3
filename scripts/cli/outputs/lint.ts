import { z } from 'zod';
import { count, text } from '../../../orchestrator/common/field.ts';

const finding = {
  level: z
    .enum(['error', 'warning'])
    .describe(
      'error: a release would not follow the phases; warning: the definition is unused, or surprises',
    ),
  kind: z
    .enum([
      'region-in-no-phase',
      'region-in-several-phases',
      'phase-without-regions',
      'environment-unused',
      'config-without-pipeline',
      'pipeline-unused',
      'last-review-skipped',
      'too-few-samples',
      'unknown-region',
      'foreign-literal',
      'value-withdrawn',
      'renamed-region-falls-back',
    ])
    .describe('What was found'),
  message: text('In words'),
};

export const lint = z
  .object({
    isClean: z.boolean().describe('Whether the exit status is 0'),
    errors: count('How many errors'),
    warnings: count('How many warnings'),
    findings: z
      .array(
        z.object({
          ...finding,
          file: text('The workspace file'),
          line: count('Where in it, counted from 1'),
          path: text('The path of keys and indexes, such as pipelines.0.phases.1'),
        }),
      )
      .describe('In the order of the checks'),
  })
  .describe('Problems of the workspace file.');

export type LintReport = z.infer<typeof lint>;

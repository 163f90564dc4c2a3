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
      'unknown-cell',
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
    expanded: z
      .object({
        regions: z.array(z.looseObject({})).describe('Those whose cells come from steps'),
        pipelines: z.array(z.looseObject({})).describe('Those that have steps'),
        phases: z
          .array(
            z.object({
              pipeline: text('Its name'),
              phase: text('Its id'),
              reaches: z
                .array(z.string())
                .describe(
                  'The regions that get a change with it; of a region with cells REGION/CELL',
                ),
            }),
          )
          .describe('Every phase of every pipeline, in order'),
      })
      .describe('What steps of pipelines stand for, as a workspace file says it; with --expand')
      .optional(),
  })
  .describe('Problems of the workspace file.');

export type LintReport = z.infer<typeof lint>;

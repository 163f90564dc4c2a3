import { stringify } from 'yaml';
import type { LocatedDefinition } from '../../../orchestrator/core/definition/parse.ts';
import { referencesOf } from '../../../orchestrator/core/evaluation/pipeline-references.ts';
import type { LintReport } from '../outputs/lint.ts';

type Expanded = NonNullable<LintReport['expanded']>;

/** What steps of pipelines stand for, and which phase reaches which region or cell. */
export function expandedOf({ definition, expanded }: LocatedDefinition): Expanded {
  const { regions, pipelines } = expanded;
  return {
    regions: regions.map((region) => ({ ...region })),
    pipelines: pipelines.map((pipeline) => ({ ...pipeline })),
    phases: definition.pipelines.flatMap((pipeline) =>
      referencesOf(definition, pipeline).phases.map(({ id, regions: reaches }) => ({
        pipeline: pipeline.name,
        phase: id,
        reaches: [...reaches],
      })),
    ),
  };
}

/** As YAML that can stand in a workspace file; what phases reach is in comments. */
export function expandedText({ regions, pipelines, phases }: Expanded): string {
  const parts = [
    ...(pipelines.length === 0
      ? ['# No pipeline has steps: nothing to expand.\n']
      : [stringify({ regions, pipelines }, { aliasDuplicateObjects: false })]),
    '# Which phase reaches what:\n',
    ...phases.map(
      ({ pipeline, phase, reaches }) =>
        `#   ${pipeline}, phase "${phase}": ${reaches.join(', ') || 'nothing'}\n`,
    ),
  ];
  return parts.join('');
}

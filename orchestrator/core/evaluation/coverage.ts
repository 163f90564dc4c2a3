import type { Definition, Pipeline, Region } from '../definition/definition.ts';
import { matchesAnyRule } from '../targeting/match-rule.ts';

/** Something about a definition that is allowed, and probably not meant. */
export interface Finding {
  /** `error`: a change would not go the way that the phases say. `warning`: something has no use. */
  level: 'error' | 'warning';
  kind:
    | 'region-in-no-phase'
    | 'region-in-several-phases'
    | 'phase-without-regions'
    | 'environment-unused'
    | 'config-without-pipeline'
    | 'pipeline-unused';
  /** Keys and indexes in the workspace file. */
  path: readonly (string | number)[];
  message: string;
}

/** Every pipeline reaches each region in exactly one phase, and everything defined has a use; or what does not. */
export function lintDefinition(definition: Definition): Finding[] {
  return [
    ...definition.pipelines.flatMap((pipeline, index) => [
      ...uncoveredRegions(definition, pipeline, index),
      ...emptyPhases(definition, pipeline, index),
    ]),
    ...unusedPipelines(definition),
    ...configsWithoutPipeline(definition),
    ...unusedEnvironments(definition),
  ];
}

/** Regions of environments that need no pipeline may be in no phase: rules for those alone apply at once. */
function uncoveredRegions(
  { environments, regions }: Definition,
  pipeline: Pipeline,
  index: number,
): Finding[] {
  const optedOut = environments
    .filter((environment) => !environment.pipelineRequired)
    .map(({ name }) => name);
  return regions.flatMap((region): Finding[] => {
    const phases = phasesOf(pipeline, region);
    if (phases.length === 1 || (phases.length === 0 && optedOut.includes(region.environment))) {
      return [];
    }
    const path = ['pipelines', index];
    return phases.length === 0
      ? [
          {
            level: 'error',
            kind: 'region-in-no-phase',
            path,
            message: `region "${region.name}" is in no phase of pipeline "${pipeline.name}": it gets a change only when the whole release is complete`,
          },
        ]
      : [
          {
            level: 'error',
            kind: 'region-in-several-phases',
            path,
            message: `region "${region.name}" is in ${phases.length} phases of pipeline "${pipeline.name}" (${phases.join(', ')}): the first of them gives it the change, the others do nothing for it`,
          },
        ];
  });
}

function phasesOf(pipeline: Pipeline, region: Region): string[] {
  return pipeline.phases.filter(({ rules }) => matchesAnyRule(rules, region)).map(({ id }) => id);
}

function emptyPhases({ regions }: Definition, pipeline: Pipeline, index: number): Finding[] {
  return pipeline.phases.flatMap(({ id, rules }, phaseIndex) =>
    regions.some((region) => matchesAnyRule(rules, region))
      ? []
      : [
          {
            level: 'error',
            kind: 'phase-without-regions',
            path: ['pipelines', index, 'phases', phaseIndex],
            message: `phase "${id}" of pipeline "${pipeline.name}" matches no region: the change cannot be observed while it bakes`,
          },
        ],
  );
}

function unusedPipelines({ pipelines, dynamicConfigs, gates }: Definition): Finding[] {
  return pipelines.flatMap(({ name }, index) =>
    [...dynamicConfigs, ...gates].some(({ pipeline }) => pipeline === name)
      ? []
      : [
          {
            level: 'warning',
            kind: 'pipeline-unused',
            path: ['pipelines', index],
            message: `no gate or dynamic config goes through pipeline "${name}"`,
          },
        ],
  );
}

function configsWithoutPipeline({ dynamicConfigs }: Definition): Finding[] {
  return dynamicConfigs.flatMap(({ name, pipeline }, index) =>
    pipeline !== null
      ? []
      : [
          {
            level: 'warning',
            kind: 'config-without-pipeline',
            path: ['dynamicConfigs', index],
            message: `dynamic config "${name}" has no pipeline: a change of it reaches everyone at once`,
          },
        ],
  );
}

function unusedEnvironments({ environments, regions }: Definition): Finding[] {
  return environments.flatMap(({ name }, index) =>
    regions.some(({ environment }) => environment === name)
      ? []
      : [
          {
            level: 'warning',
            kind: 'environment-unused',
            path: ['environments', index],
            message: `no region is in environment "${name}"`,
          },
        ],
  );
}

import { needsOf } from '../guardrails/needs.ts';
import { subjectsOf, subjectText } from '../definition/cells.ts';
import { literalsOf } from '../definition/contracts.ts';
import type { Definition, Pipeline, Region, Rule } from '../definition/definition.ts';
import { formatDuration } from '../definition/format-duration.ts';
import { USUAL_TRAFFIC_RATE } from '../definition/schema.ts';
import { percent, reachedShare, sum, unknownCells } from './cell-coverage.ts';
import { matchesAnyRule } from '../targeting/match-rule.ts';

/** Something about a definition that is allowed, and probably not meant. */
export interface Finding {
  /** `error`: a change would not go the way that the phases say. `warning`: something has no use, or a surprise. */
  level: 'error' | 'warning';
  kind:
    | 'region-in-no-phase'
    | 'region-in-several-phases'
    | 'phase-without-regions'
    | 'environment-unused'
    | 'config-without-pipeline'
    | 'pipeline-unused'
    | 'last-review-skipped'
    | 'too-few-samples'
    | 'unknown-region'
    | 'unknown-cell'
    | 'foreign-literal'
    | 'value-withdrawn'
    | 'renamed-region-falls-back';
  /** Keys and indexes in the workspace file. */
  path: readonly (string | number)[];
  message: string;
}

/** Every pipeline reaches each region, or cell of it, in exactly one phase, and everything defined has a use; or what does not. */
export function lintDefinition(definition: Definition): Finding[] {
  return [
    ...definition.pipelines.flatMap((pipeline, index) => [
      ...uncoveredRegions(definition, pipeline, index),
      ...emptyPhases(definition, pipeline, index),
    ]),
    ...unusedPipelines(definition),
    ...configsWithoutPipeline(definition),
    ...unusedEnvironments(definition),
    ...skippedLastReviews(definition),
    ...guardrailsWithoutSamples(definition),
    ...unknownRegions(definition),
    ...unknownCells(definition),
    ...foreignLiterals(definition),
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
  return subjectsOf(regions).flatMap((region): Finding[] => {
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
            message: `${subjectText(region.name)} is in no phase of pipeline "${pipeline.name}": it gets a change only when the whole release is complete`,
          },
        ]
      : [
          {
            level: 'error',
            kind: 'region-in-several-phases',
            path,
            message: `${subjectText(region.name)} is in ${phases.length} phases of pipeline "${pipeline.name}" (${phases.join(', ')}): the first of them gives it the change, the others do nothing for it`,
          },
        ];
  });
}

function phasesOf(pipeline: Pipeline, region: Region): string[] {
  return pipeline.phases.filter(({ rules }) => matchesAnyRule(rules, region)).map(({ id }) => id);
}

function emptyPhases({ regions }: Definition, pipeline: Pipeline, index: number): Finding[] {
  return pipeline.phases.flatMap(({ id, rules }, phaseIndex) =>
    subjectsOf(regions).some((region) => matchesAnyRule(rules, region))
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

/** A review that nobody does is no review: after the last phase everyone gets the change. */
function skippedLastReviews({ pipelines }: Definition): Finding[] {
  return pipelines.flatMap(({ name, phases }, index): Finding[] => {
    const last = phases.at(-1);
    const { requiredReview, approvalTimeoutMs, onApprovalTimeout } = last ?? {};
    if (last === undefined || requiredReview !== true || approvalTimeoutMs == null) return [];
    if (onApprovalTimeout !== 'skip') return [];
    return [
      {
        level: 'warning',
        kind: 'last-review-skipped',
        path: ['pipelines', index, 'phases', phases.length - 1],
        message: `phase "${last.id}" is the last of pipeline "${name}": with onApprovalTimeout: skip, everyone gets the change when nobody reviews it in time. Write abort, or approve where that is meant`,
      },
    ];
  });
}

/** With too few requests a guardrail is never judged, and the phase waits for it. */
function guardrailsWithoutSamples({ pipelines, regions, traffic }: Definition): Finding[] {
  const rate = traffic?.rate ?? USUAL_TRAFFIC_RATE;
  return pipelines.flatMap(({ name, phases }, index) =>
    phases.flatMap(({ id, guardrails = [] }, phaseIndex) => {
      const rules = phases.slice(0, phaseIndex + 1).flatMap((phase) => phase.rules);
      const reached = sum(regions.map((region) => reachedShare(rules, region)));
      return guardrails.flatMap((guardrail, at): Finding[] => {
        const { minimumSamples, windowMs } = guardrail;
        const most = Math.floor((rate * windowMs * reached) / (1_000 * regions.length));
        if (reached === 0 || most >= minimumSamples || !needsOf(guardrail).requests) return [];
        return [
          {
            level: 'warning',
            kind: 'too-few-samples',
            path: ['pipelines', index, 'phases', phaseIndex, 'guardrails', at],
            message: `guardrail "${guardrail.name}" of phase "${id}" of pipeline "${name}" needs ${minimumSamples} requests in ${formatDuration(windowMs)}; at ${rate} a second over ${regions.length} regions, the ${reached === Math.floor(reached) ? reached : `part of ${percent(reached / regions.length)}`} with the change get about ${most}: it is never judged. Raise traffic.rate or window, or lower minimumSamples`,
          },
        ];
      });
    }),
  );
}

/** Where they are not refused; see contracts.ts. */
function foreignLiterals(definition: Definition): Finding[] {
  if (definition.contracts?.literals !== 'warn') return [];
  return literalsOf(definition).map((problem) => ({
    level: 'warning',
    kind: 'foreign-literal',
    ...problem,
  }));
}

/** A region that was renamed in one place only. */
function unknownRegions({ regions, pipelines, gates, dynamicConfigs }: Definition): Finding[] {
  const names = new Set(regions.map(({ name }) => name));
  const unknownIn = (rules: readonly Rule[], path: Finding['path']): Finding[] =>
    rules.flatMap(({ conditions }, index) =>
      conditions.flatMap((condition): Finding[] => {
        if (condition.type !== 'custom_field' || condition.field !== 'region') return [];
        if (condition.operator !== 'any') return [];
        return [condition.targetValue].flat().flatMap((value): Finding[] =>
          names.has(value)
            ? []
            : [
                {
                  level: 'warning',
                  kind: 'unknown-region',
                  path: [...path, 'rules', index],
                  message: `a rule chooses region "${value}", which does not exist: a region of another name gets the value of other users`,
                },
              ],
        );
      }),
    );
  return [
    ...pipelines.flatMap(({ phases }, index) =>
      phases.flatMap(({ rules }, phaseIndex) =>
        unknownIn(rules, ['pipelines', index, 'phases', phaseIndex]),
      ),
    ),
    ...dynamicConfigs.flatMap(({ rules }, index) => unknownIn(rules, ['dynamicConfigs', index])),
    ...gates.flatMap(({ rules }, index) => unknownIn(rules, ['gates', index])),
  ];
}

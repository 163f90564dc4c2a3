import type { WorkspaceInput } from '../workspace/written.ts';
import { matchesAnyRule } from '../targeting/match-rule.ts';
import type { Definition, Pipeline } from './definition.ts';
import type { DefinitionProblem } from './references.ts';
import type { WorkspaceDocument } from './schema.ts';

type Cell = NonNullable<WorkspaceDocument['regions'][number]['cells']>[number];
type WrittenPipeline = NonNullable<WorkspaceInput['pipelines']>[number];
type WrittenPhase = WrittenPipeline['phases'][number];

/*
 * `steps: [5, 25, 50, 100]` of a pipeline stands for what a person could write, and nothing else knows of it: each region
 * that a phase of the pipeline names has four cells, with 5, 20, 25 and 50 parts of the traffic, and each phase is four
 * phases, of which the k-th matches the k-th cell. So a region that a phase has gone through is at 5, then 25, then 50, then
 * 100 percent. A review is asked for once, before the first step of a phase; bake and guardrails are those of each step.
 */

/** What a step is called as a cell: those of `[5, 25]` are `step-5` and `step-25`. */
const cellOf = (step: number) => `step-${step}`;

/** The cells of the steps: each has what its step adds to the one before. */
function cellsOf(steps: readonly number[]): Cell[] {
  return steps.map((step, index) => ({
    name: cellOf(step),
    weight: step - (steps[index - 1] ?? 0),
  }));
}

/** The ids of the phases that a phase with steps stands for. */
const phaseId = (id: string, step: number) => `${id}-${step}`;

const PERCENT = ' %';

/** Of the phase as it is written: a review comes before the first step alone. */
const REVIEW_KEYS = [
  ...['requiredReview', 'minimumApprovals', 'selfApproval'],
  ...['approvalTimeout', 'onApprovalTimeout'],
];

function phasesOf(phase: WrittenPhase, steps: readonly number[]): WrittenPhase[] {
  return steps.map((step, index) => {
    const kept = Object.entries(phase).filter(([key]) => index === 0 || !REVIEW_KEYS.includes(key));
    const operator = 'any' as const;
    const targetValue = [cellOf(step)];
    const cell = { type: 'custom_field' as const, field: 'cell', operator, targetValue };
    return {
      ...(Object.fromEntries(kept) as WrittenPhase),
      id: phaseId(phase.id ?? phase.name, step),
      name: `${phase.name} ${step}${PERCENT}`,
      rules: phase.rules.map((rule) => ({
        ...rule,
        conditions: [...(rule.conditions ?? []), cell],
      })),
    };
  });
}

/** What `steps` stand for, as a workspace file would say it. */
export interface Expansion {
  /** The whole file; without steps as it is. */
  whole: WorkspaceInput;
  /** Of it the regions whose cells come from steps. */
  regions: WorkspaceInput['regions'];
  /** Of it the pipelines that had steps. */
  pipelines: readonly WrittenPipeline[];
}

/** Puts what `steps` stand for in their place. */
export function expandSteps(
  written: WorkspaceInput,
  document: WorkspaceDocument,
  unexpanded: Definition,
): Expansion {
  const cells = new Map(
    steppedRegions(document, unexpanded).map(({ region, steps }) => [region, cellsOf(steps)]),
  );
  const regions = written.regions.map((region) => {
    const found = cells.get(region.name);
    return found === undefined ? region : { ...region, cells: found };
  });
  const pipelines = (written.pipelines ?? []).map(({ steps, ...pipeline }) =>
    steps === undefined
      ? pipeline
      : { ...pipeline, phases: pipeline.phases.flatMap((phase) => phasesOf(phase, steps)) },
  );
  const hasSteps = document.pipelines.map(({ steps }) => steps !== undefined);
  return {
    whole: hasSteps.includes(true) ? { ...written, regions, pipelines } : written,
    regions: regions.filter(({ name }) => cells.has(name)),
    pipelines: pipelines.filter((_, index) => hasSteps[index]),
  };
}

/** Steps that no cells and phases can stand for. */
export function checkSteps(
  document: WorkspaceDocument,
  unexpanded: Definition,
): DefinitionProblem[] {
  const owners = new Map<string, { pipeline: string; steps: readonly number[] }>();
  const problems = steppedRegions(document, unexpanded).flatMap(
    ({ region, pipeline, index, steps }): DefinitionProblem[] => {
      const path = ['pipelines', index, 'steps'];
      const has = unexpanded.regions.find(({ name }) => name === region)?.cells;
      if (has !== undefined) {
        const message = `region "${region}" has cells of its own (${has.map(({ name }) => name).join(', ')}); write phases that match them by the custom field cell, or remove either steps or cells`;
        return [{ path, message }];
      }
      const owner = owners.get(region);
      owners.set(region, { pipeline, steps });
      if (owner === undefined || String(owner.steps) === String(steps)) return [];
      const message = `region "${region}" gets its cells by the steps of pipeline "${owner.pipeline}" (${owner.steps.join(', ')}); pipeline "${pipeline}" says ${steps.join(', ')}. Write the same steps in both`;
      return [{ path, message }];
    },
  );
  return [...problems, ...document.pipelines.flatMap(sameIds)];
}

/** A phase whose id is that of a step of another phase. */
function sameIds(
  { steps, phases }: WorkspaceDocument['pipelines'][number],
  index: number,
): DefinitionProblem[] {
  if (steps === undefined) return [];
  const seen = new Map<string, string>();
  return phases.flatMap(({ id, name }, phaseIndex) =>
    steps.flatMap((step): DefinitionProblem[] => {
      const written = id ?? name;
      const expanded = phaseId(written, step);
      const other = seen.get(expanded);
      seen.set(expanded, written);
      if (other === undefined || other === written) return [];
      const message = `phases "${other}" and "${written}" both have a step called "${expanded}"; rename one of them`;
      return [{ path: ['pipelines', index, 'phases', phaseIndex], message }];
    }),
  );
}

/** The regions that pipelines with steps name in one of their phases. */
function steppedRegions(
  { pipelines }: WorkspaceDocument,
  { regions, pipelines: read }: Definition,
) {
  return pipelines.flatMap(({ name: pipeline, steps }, index) => {
    if (steps === undefined) return [];
    return regions
      .filter((region) => isNamed(read[index], region))
      .map(({ name: region }) => ({ region, pipeline, index, steps }));
  });
}

function isNamed(pipeline: Pipeline | undefined, region: Definition['regions'][number]): boolean {
  return pipeline?.phases.some(({ rules }) => matchesAnyRule(rules, region)) === true;
}

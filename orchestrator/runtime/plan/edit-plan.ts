import type { Engine } from '../../ports/engine.ts';
import { kindOf } from '../../ports/update-event.ts';
import type { StackSpec } from '../../ports/stack-spec.ts';
import { AppError } from '../../common/errors/app-error.ts';
import type { ErrorCode } from '../../common/errors/error-codes.ts';
import type { ConfigSource, Definition, Region } from '../../core/definition/definition.ts';
import { regionOf, subjectsOf } from '../../core/definition/cells.ts';
import { deletionsOf, deletionsText } from '../../core/definition/deletions.ts';
import type { ReleasedConfigs } from '../../core/evaluation/decide.ts';
import type { Evaluator } from '../../core/evaluation/evaluator.ts';
import { lintDefinition } from '../../core/evaluation/coverage.ts';
import { admit } from '../../core/pipeline/admit.ts';
import { isDeepStrictEqual } from '../../core/pipeline/deep-equal.ts';
import { rampViews } from '../../core/pipeline/ramps.ts';
import { touchedReleases } from '../../core/pipeline/release-history.ts';
import { contentOf, type Context, type PipelineState } from '../../core/pipeline/state.ts';
import type { PhaseToCome } from '../../core/previews/phases-to-come.ts';
import { withTimeout } from '../../common/with-deadline.ts';
import { valueDifferences } from '../../common/value-differences.ts';
import type { EditThatDeletes } from '../interpreter/edit-that-deletes.ts';
import { definitionChanges } from './definition-changes.ts';
import { isProduction } from '../../core/definition/is-production.ts';
import { previewOf } from '../../core/previews/preview.ts';
import { regionOf as regionOfResource } from '../../../infra/program/region-of.ts';
import {
  adoption,
  editThatDeletes,
  type AdoptionEvent,
  type DeletedResource,
} from '../interpreter/adopt-definition.ts';
import type { EditPlan } from './edit-plan-schema.ts';
import { adviceOf, operationOf, planOf, type PreviewedStack } from './plan.ts';
import { updateQuestion, type Question, type StackQuestion } from './question.ts';
import { previewStack } from './stack-preview.ts';

/** What an edit is compared with, and what it is planned by. */
export interface EditPlanInput extends Context {
  nowMs: number;
  evaluatorOf: (definition: Definition) => Evaluator;
  stackSpecIn: (definition: Definition, stack: string, state: ReleasedConfigs) => StackSpec;
  configSourceOf: (region: Region) => ConfigSource;
  /** Of the stacks that are deployed. */
  engine: Pick<Engine, 'preview' | 'stacks'>;
  /** Of those that are not: the real engine would open them, and so leave an empty one. */
  newStacks: Pick<Engine, 'preview'>;
  base: EditPlan['base'];
}

/**
 * What would follow if the workspace file became this one: by the same event and reducer as the edit itself, and by previews of
 * the engine. Touches nothing.
 * @throws AppError WORKSPACE_INVALID where it does not fit changes made elsewhere, or of the engine.
 */
export async function planEdit(
  input: EditPlanInput,
  file: Definition,
  signal: AbortSignal,
): Promise<EditPlan> {
  const { definition: before, state, base } = input;
  const event = adoption({ definition: before, state }, file);
  if (event === undefined) return noChange(input);
  const atMs = Math.max(input.nowMs, state.lastEventAtMs);
  const reduction = admit({ definition: before, state }, { ...event, atMs });
  const { blocked, ...flow } = flowOf(input, event, reduction);
  // A refused edit is planned as if only its definition took effect: values then stay.
  const after = reduction.accepted ? reduction : { definition: event.definition, state };
  const question = questionOf(input, after);
  const previewed = await previewStacks(input, question, after.definition, signal);
  const stacks = previewed.stacks.map(stackPlan).filter(({ operation }) => operation !== 'same');
  const definitions = definitionChanges(before, event.definition);
  const resources = deletedResources(before, event.definition, previewed.stacks);
  const pending = pendingOf(input, event, resources);
  const deletes = {
    ...deletionsOf(before, event.definition),
    ...(resources.length > 0 && { resources: resources.map(({ text }) => text) }),
  };
  const block = pending.blocked ?? blocked ?? previewed.blocked;
  const advice = adviceOf(previewed.stacks);
  const isDeleting = deletionsText(deletes) !== undefined;
  return {
    outcome: isDeleting ? 'delete' : stacks.length + definitions.length > 0 ? 'change' : 'none',
    base,
    edit: pending.edit?.edit ?? null,
    during: pending.edit?.releases ?? [],
    deletes,
    blocked: block,
    environments: environmentsOf(before, event.definition, [
      ...deletes.regions,
      ...flow.values.map(({ region }) => region),
      ...flow.releases.flatMap(({ phases }) => phases.flatMap(({ regions }) => regions)),
      ...stacks.flatMap(({ regions }) => regions.map(({ name }) => name)),
    ]).map((environment) =>
      // A refused change of a value brings no region another one, and later it may.
      block !== null && environment.effect === 'untouched'
        ? { ...environment, effect: 'unknown' as const }
        : environment,
    ),
    stacks,
    costs: costChanges(questionOf(input, input).costs, question.costs),
    definitions,
    ...flow,
    ramps: changedRamps({ definition: before, state }, after, atMs),
    findings: newFindings(before, event.definition),
    ...(advice.length > 0 && { advice }),
  };
}

function noChange({ definition, base }: EditPlanInput): EditPlan {
  return {
    ...{ outcome: 'none', base, edit: null, during: [], blocked: null, ramps: [], findings: [] },
    deletes: { regions: [], stacks: [] },
    environments: environmentsOf(definition, definition, []),
    ...{ stacks: [], costs: [], values: [], releases: [], definitions: [] },
  };
}

/** The edit as it waits for a confirmation, or why nobody may confirm it. */
function pendingOf(
  { definition, state }: Context,
  event: AdoptionEvent,
  resources: readonly DeletedResource[],
): { edit?: EditThatDeletes | undefined; blocked?: EditPlan['blocked'] } {
  try {
    return { edit: editThatDeletes({ definition, state }, event, resources) };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { blocked: blockedBy(error) };
  }
}

/**
 * What the program of a file deletes, by previews of the engine. Nothing where it is the program in effect, and where the file or
 * the program fails: then no update deletes anything.
 * @throws AppError PROGRAM_FAILED where the previews do not end in time.
 */
export async function deletedByProgram(
  input: EditPlanInput,
  file: Definition,
  signal: AbortSignal,
): Promise<DeletedResource[]> {
  const { definition: before, state } = input;
  if (isDeepStrictEqual(before.program, file.program)) return [];
  return withTimeout(PREVIEW_TIMEOUT_MS, signal, async (end, isLate) => {
    try {
      const event = adoption({ definition: before, state }, file);
      if (event === undefined) return [];
      const question = questionOf(input, { definition: event.definition, state });
      const { stacks } = await previewStacks(input, question, event.definition, end);
      return deletedResources(before, event.definition, stacks);
    } catch (error) {
      if (isLate()) throw previewTooLong();
      if (!(error instanceof AppError)) throw error;
      return [];
    }
  });
}

const PREVIEW_TIMEOUT_MS = 60_000;

function previewTooLong(): AppError {
  return new AppError(
    'PROGRAM_FAILED',
    `a preview of the program has not ended after ${PREVIEW_TIMEOUT_MS / 1_000} s, so that nobody knows what it deletes`,
    { action: 'Correct the program and save it again; nothing was changed.' },
  );
}

/**
 * What another program deletes of the regions that stay. Our own program takes away nothing by itself, so that an edit of anything
 * else says it.
 */
export function deletedResources(
  before: Definition,
  after: Definition,
  stacks: readonly PreviewedStack[],
): DeletedResource[] {
  if (isDeepStrictEqual(before.program, after.program)) return [];
  const gone = deletionsOf(before, after);
  return stacks
    .filter(({ stack }) => !gone.stacks.includes(stack))
    .flatMap(({ changes }) => changes)
    .filter(({ operation }) => operation === 'delete')
    .flatMap((change): DeletedResource[] => {
      const { type, name } = change;
      const region = before.regions.find(
        (of) => of.name === name || of.name === regionOfResource(change),
      );
      if (region !== undefined && gone.regions.includes(region.name)) return [];
      return [{ text: `${kindOf(type)} ${name}`, region: region?.name ?? null }];
    });
}

function blockedBy({ code, message, action }: AppError): EditPlan['blocked'] {
  return { code, message, action: action ?? null };
}

/** Those that are gone are in the differences of the definitions. */
function changedRamps(before: Context, after: Context, atMs: number): EditPlan['ramps'] {
  const present = rampViews(before, atMs);
  return rampViews(after, atMs).filter(
    (ramp) => !present.some((other) => isDeepStrictEqual(ramp, other)),
  );
}

function newFindings(before: Definition, after: Definition): EditPlan['findings'] {
  const present = new Set(lintDefinition(before).map(({ message }) => message));
  return lintDefinition(after)
    .filter(({ message }) => !present.has(message))
    .map(({ level, path, message }) => ({ level, path: path.join('.'), message }));
}

/** The values and releases that follow, and what refuses it. */
function flowOf(
  { evaluatorOf, nowMs, definition, state }: EditPlanInput,
  event: AdoptionEvent,
  reduction: ReturnType<typeof admit>,
): Pick<EditPlan, 'blocked' | 'values' | 'releases'> {
  const evaluator = evaluatorOf(definition);
  const { refusal, regions, phases } = previewOf({
    ...{ definition, state, evaluator, nowMs, event },
    evaluatorAfter: evaluatorOf,
  });
  const wasThere = new Set(subjectsOf(definition.regions).map(({ name }) => name));
  return {
    blocked: refusal && { code: refusal.code, message: refusal.reason, action: refusal.action },
    values: regions
      .filter(({ region }) => wasThere.has(region))
      .map(({ region, config, from, to }) => ({ region, config, from: from.value, to: to.value })),
    releases: reduction.accepted ? startedReleases(state, reduction.state, phases) : [],
  };
}

function startedReleases(
  before: PipelineState,
  after: PipelineState,
  phases: readonly PhaseToCome[],
): EditPlan['releases'] {
  return touchedReleases(before, after).flatMap(({ was, is }) => {
    if (was !== undefined) return [];
    const own = phases.filter(({ release }) => release === is.id);
    return [
      {
        ...{ release: is.id, config: is.config },
        differences: valueDifferences('', contentOf(is.from), contentOf(is.to)),
        phases: own.map(({ name, regions, approvalsNeeded, bakeMs, block }) => ({
          ...{ name, regions, approvalsNeeded, bakeMs, block },
        })),
      },
    ];
  });
}

/** Errors of a preview that are an answer: the update would be refused. */
const HOLDING: readonly ErrorCode[] = ['PROTECTED', 'POLICY_VIOLATED'];

async function previewStacks(
  input: EditPlanInput,
  { stacks: defined }: Question,
  after: Definition,
  signal: AbortSignal,
): Promise<{ stacks: PreviewedStack[]; blocked: EditPlan['blocked'] }> {
  const { stackSpecIn, engine } = input;
  const deployed = new Set(await engine.stacks());
  const isDefined = new Set(defined.map(({ spec }) => spec.stack));
  const removed = input.definition.stacks
    .filter(({ name }) => deployed.has(name) && !isDefined.has(name))
    .map(({ name }) => emptied(stackSpecIn(after, name, input.state)));
  const preview = (stack: StackQuestion): Promise<PreviewedStack> =>
    previewStack(deployed.has(stack.spec.stack) ? engine : input.newStacks, stack, signal);
  let blocked: EditPlan['blocked'] = null;
  const stacks = await Promise.all(
    [...removed, ...defined].map((stack) =>
      preview(stack).catch((error: unknown) => {
        if (!(error instanceof AppError) || !HOLDING.includes(error.code)) throw error;
        blocked = blockedBy(error);
        return { stack: stack.spec.stack, regions: stack.regions, changes: [] };
      }),
    ),
  );
  return { stacks, blocked };
}

/** The question about all stacks, by that definition and state. */
export function questionOf(
  {
    evaluatorOf,
    nowMs,
    stackSpecIn,
    configSourceOf,
  }: Pick<EditPlanInput, 'evaluatorOf' | 'nowMs' | 'stackSpecIn' | 'configSourceOf'>,
  { definition, state }: Context,
): Question {
  return updateQuestion({
    ...{ definition, state, nowMs, configSourceOf },
    evaluator: evaluatorOf(definition),
    stackSpec: (stack, configs) => stackSpecIn(definition, stack, configs),
    failuresOf: () => 0,
  });
}

/** Those that differ. */
function costChanges(before: Question['costs'], after: Question['costs']): EditPlan['costs'] {
  const were = new Map(before.map((cost) => [cost.stack, cost]));
  const are = new Set(after.map(({ stack }) => stack));
  const gone = before
    .filter(({ stack }) => !are.has(stack))
    .map((cost) => ({ ...cost, usdPerMonth: 0, regions: [] }));
  return [...gone, ...after]
    .map((cost) => ({ ...cost, usdPerMonthBefore: were.get(cost.stack)?.usdPerMonth ?? 0 }))
    .filter(({ stack, regions }) => !isDeepStrictEqual(regions, were.get(stack)?.regions ?? []));
}

function emptied(spec: StackSpec): StackQuestion {
  return { spec, decisions: {}, gates: [], regions: [], deployed: null };
}

function stackPlan(previewed: PreviewedStack): EditPlan['stacks'][number] {
  const { counts, regions, shared } = planOf({ release: null, phase: null, costs: [] }, [
    previewed,
  ]);
  const changes = previewed.changes.filter(({ operation }) => operation !== 'read');
  return {
    name: previewed.stack,
    operation: operationOf(changes),
    counts,
    regions: [...regions],
    shared,
  };
}

function environmentsOf(
  before: Definition,
  after: Definition,
  touched: readonly string[],
): EditPlan['environments'] {
  const names = new Set(touched.map(regionOf));
  const environmentOf = new Map(
    [...before.regions, ...after.regions]
      .filter(({ name }) => names.has(name))
      .map(({ name, environment }) => [`${name} ${environment}`, environment]),
  );
  const isTouched = new Set(environmentOf.values());
  const all = new Map(
    [...before.environments, ...after.environments].map((environment) => [
      environment.name,
      environment,
    ]),
  );
  return [...all.values()].map((environment) => ({
    name: environment.name,
    production: isProduction(environment),
    effect: isTouched.has(environment.name) ? ('changes' as const) : ('untouched' as const),
  }));
}

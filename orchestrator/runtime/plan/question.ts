import type { Plan } from './plan-schema.ts';
import { own } from '../../common/own.ts';
import type { RegionDecision } from '../../ports/decision-source.ts';
import type { StackSpec } from '../../ports/stack-spec.ts';
import type { ConfigSource, Region } from '../../core/definition/definition.ts';
import { asSubjects, withCells } from '../../core/definition/cells.ts';
import { costOf } from '../../core/definition/machines.ts';
import { AppError } from '../../common/errors/app-error.ts';
import { type ReleasedConfigs, phaseRegions } from '../../core/evaluation/decide.ts';
import type { Evaluator } from '../../core/evaluation/evaluator.ts';
import { REGION_CONFIG } from '../../core/definition/region-config-name.ts';
import { withNextPhases } from '../../core/pipeline/next-phases.ts';
import { activeReleases, currentPhase, isActive } from '../../core/pipeline/release.ts';
import { findRelease } from '../../core/pipeline/release-history.ts';
import type { PipelineState, Release, Context } from '../../core/pipeline/state.ts';
import { passingGates } from '../loop/passing-gates.ts';
import { regionUser } from '../../core/targeting/user.ts';

/** What a plan depends on, as plain data: two equal questions have the same plan. */
export interface Question {
  release: string | null;
  phase: string | null;
  stacks: StackQuestion[];
  costs: Plan['costs'];
}

export interface StackQuestion {
  spec: StackSpec;
  /** The decision for each region, by its name. */
  decisions: Record<string, RegionDecision>;
  /** The gates that pass, see `gateKey`. */
  gates: readonly string[];
  regions: { name: string; isInPhase: boolean; configSource: ConfigSource }[];
  /** Changes whenever an update changed the stack, or failed. */
  deployed: unknown;
}

export interface Present extends Context {
  evaluator: Evaluator;
  nowMs: number;
  stackSpec: (stack: string, state: ReleasedConfigs) => StackSpec;
  configSourceOf: (region: Region) => ConfigSource;
  /** Changes whenever an update of the stack failed. */
  failuresOf: (stack: string) => number;
}

/**
 * The question about the stacks that the start of the next phase affects; where no phase waits, about all stacks in
 * their desired state.
 * @param id which release. Default: the one that waits.
 * @throws AppError UNKNOWN_RELEASE, NOTHING_ACTIVE, or BAD_INPUT where several wait.
 */
export function nextQuestion(present: Present, id?: string): Question {
  const { definition, state, nowMs } = present;
  const release = waitingRelease(state, id);
  if (release === undefined) return updateQuestion(present);
  const { phases, stage } = release;
  const reached = 'phaseIndex' in stage ? phaseRegions(definition, phases)[stage.phaseIndex] : [];
  const what = { release: release.id, phase: currentPhase(release)?.id ?? null };
  return question(present, what, withNextPhases(present, nowMs, release.id), reached ?? []);
}

/** The question about all stacks in their desired state. */
export function updateQuestion(present: Present): Question {
  return question(present, { release: null, phase: null }, present.state, []);
}

/** Undefined when no phase waits. */
function waitingRelease(state: PipelineState, id: string | undefined): Release | undefined {
  if (id !== undefined) {
    const named = findRelease(state, id);
    if (named === undefined) {
      throw new AppError('UNKNOWN_RELEASE', `there is no release "${id}"`, {
        action: 'List the releases with: npx colorteller status',
      });
    }
    if (!isActive(named)) throw new AppError('NOTHING_ACTIVE', `release ${id} has ended`);
    return isWaiting(named) ? named : undefined;
  }
  const waiting = activeReleases(state).filter(isWaiting);
  if (waiting.length <= 1) return waiting[0];
  const ids = waiting.map((release) => release.id).join(', ');
  throw new AppError('BAD_INPUT', `several releases wait: ${ids}`, {
    action: 'Name one with --release.',
  });
}

function isWaiting({ stage }: Release): boolean {
  return stage.kind === 'waiting';
}

function question(
  present: Present,
  what: Pick<Question, 'release' | 'phase'>,
  configs: ReleasedConfigs,
  reached: readonly string[],
): Question {
  const { definition, state } = present;
  const stacks = definition.stacks.flatMap(({ name, regions: names }): StackQuestion[] => {
    const regions = definition.regions.filter((region) => names.includes(region.name));
    const spec = present.stackSpec(name, configs);
    const decisions = decisionsOf(present, regions, configs);
    const gates = gatesOf(present, spec, configs);
    const isAffected =
      what.release === null ||
      regions.some((region) => isReached(region, reached)) ||
      JSON.stringify(decisions) !== JSON.stringify(decisionsOf(present, regions, state)) ||
      JSON.stringify(gates) !== JSON.stringify(gatesOf(present, spec, state)) ||
      JSON.stringify(spec) !== JSON.stringify(present.stackSpec(name, state));
    if (!isAffected) return [];
    return [
      {
        spec,
        decisions,
        gates,
        regions: regions.map((region) => ({
          name: region.name,
          isInPhase: isReached(region, reached),
          configSource: present.configSourceOf(region),
        })),
        deployed: [own(state.stacks, name), present.failuresOf(name)],
      },
    ];
  });
  return { ...what, stacks, costs: costsOf(present, configs, stacks) };
}

/** Whether a phase reaches the region, or a cell of it. */
function isReached(region: Region, reached: readonly string[]): boolean {
  return asSubjects(region).some(({ name }) => reached.includes(name));
}

/** What the stacks in question cost now and then: a phase may bring other replicas. */
function costsOf(
  present: Present,
  configs: ReleasedConfigs,
  stacks: readonly StackQuestion[],
): Plan['costs'] {
  const { definition, state } = present;
  const costs = (released: ReleasedConfigs) => {
    const decisions = decisionsOf(present, definition.regions, released);
    return costOf(definition, (region) => own(decisions, region)?.value);
  };
  const before = new Map(costs(state).map(({ stack, usdPerMonth }) => [stack, usdPerMonth]));
  return costs(configs)
    .filter(
      (cost) => cost.regions.length > 0 && stacks.some(({ spec }) => spec.stack === cost.stack),
    )
    .map((cost) => ({ ...cost, usdPerMonthBefore: before.get(cost.stack) ?? 0 }));
}

function gatesOf(
  { evaluator, nowMs }: Present,
  spec: StackSpec,
  configs: ReleasedConfigs,
): readonly string[] {
  return passingGates(spec, evaluator, { nowMs, configs });
}

function decisionsOf(
  { evaluator, nowMs }: Present,
  regions: readonly Region[],
  configs: ReleasedConfigs,
): Record<string, RegionDecision> {
  const decided = withCells(regions).flatMap((region) => {
    const found = evaluator.config(REGION_CONFIG, regionUser(region), { nowMs, configs });
    if (found === undefined) return [];
    const { configVersion, release } = found.decision;
    return [[region.name, { value: found.template, configVersion, release }] as const];
  });
  return Object.fromEntries(decided);
}

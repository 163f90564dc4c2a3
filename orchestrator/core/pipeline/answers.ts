import { own } from '../../common/own.ts';
import { REGION_CONFIG } from '../definition/region-config-name.ts';
import { regionOf, subjectsOf } from '../definition/cells.ts';
import type { RegionFailurePolicy } from '../definition/definition.ts';
import { matchesAnyRule } from '../targeting/match-rule.ts';
import type { PipelineState, Release, Stage, Context } from './state.ts';
import type { RegionStatus, StackStatus } from './records.ts';
import { endsAtMs, newTimer, stopped } from './release.ts';

/** How long the regions of a live phase may take to answer, where the pipeline says nothing else. */
const ANSWER_WITHIN_MS = 5 * 60_000;

/** A region of a live phase that does not answer the new version. */
export interface NotYetAnswered {
  region: string;
  why: string;
}

/**
 * The regions that a phase reaches and that do not answer the release's new version, also those still to be deployed.
 * Only one dynamic config is answered at all.
 */
export function notYetAnswered(
  { definition, state }: Context,
  release: Release,
  phaseIndex: number,
): NotYetAnswered[] {
  if (release.config !== REGION_CONFIG) return [];
  const rules = release.phases[phaseIndex]?.rules ?? [];
  return subjectsOf(definition.regions).flatMap((region): NotYetAnswered[] => {
    const status = own(state.regions, region.name);
    if (status === undefined || !(state.isDeployed === true || wasDeployed(status))) return [];
    if (status.answered?.configVersion === release.to.configVersion) return [];
    return matchesAnyRule(rules, region) ? [{ region: region.name, why: whyNot(status) }] : [];
  });
}

type Baking = Extract<Stage, { kind: 'baking' }>;

/** The live phase of a release that begins now: its timer begins when all of its regions answer. */
export function beginBake(
  context: Context,
  release: Release,
  phaseIndex: number,
  atMs: number,
): Baking {
  const begun = { kind: 'baking', phaseIndex, sinceMs: atMs } as const;
  return notYetAnswered(context, release, phaseIndex).length === 0
    ? { ...begun, ...newTimer(release, atMs) }
    : { ...begun, elapsedMs: 0, runningSinceMs: null, unanswered: missingSince(release, atMs) };
}

/** Takes in what regions answer now: the bake timer runs only while all regions of the phase have the new version. */
export function applyAnswers(context: Context, release: Release, atMs: number): Release {
  const { stage } = release;
  if (stage.kind !== 'baking' || stage.goesOnWithout === true) return release;
  const isMissed = notYetAnswered(context, release, stage.phaseIndex).length > 0;
  if (isMissed === (stage.unanswered !== undefined)) return release;
  return {
    ...release,
    stage: isMissed
      ? { ...stage, ...stopped(stage, atMs), unanswered: missingSince(release, atMs) }
      : answered(release, stage, atMs),
  };
}

/** The phase goes on without those that do not answer. */
export function goOnWithout(release: Release, atMs: number): Release {
  const { stage } = release;
  if (stage.kind !== 'baking') return release;
  return { ...release, stage: { ...answered(release, stage, atMs), goesOnWithout: true } };
}

/** When a phase stops to wait for its regions, and what it does then; undefined: without end, or while it is paused. */
export function answerDeadline(
  { definition, state }: Context,
  release: Release,
): { atMs: number; policy: Exclude<RegionFailurePolicy, 'hold'> } | undefined {
  const { stage } = release;
  if (stage.kind !== 'baking' || stage.unanswered === undefined) return undefined;
  const pipeline = definition.pipelines.find(({ name }) => name === release.pipeline);
  const { onRegionFailure: policy = 'hold', answerWithinMs = ANSWER_WITHIN_MS } = pipeline ?? {};
  if (policy === 'hold') return undefined;
  const dueMs = endsAtMs(stage.unanswered, answerWithinMs);
  if (dueMs === undefined) return undefined;
  const missed = notYetAnswered({ definition, state }, release, stage.phaseIndex);
  const failures = missed.flatMap(({ region }) => permanentFailure({ definition, state }, region));
  const failedMs = failures.map(({ atMs }) => Math.max(atMs, stage.sinceMs));
  return { atMs: Math.min(dueMs, ...failedMs), policy };
}

const missingSince = (release: Release, atMs: number) => ({
  sinceMs: atMs,
  ...newTimer(release, atMs),
});

function answered({ pausedSinceMs }: Release, stage: Baking, atMs: number): Baking {
  const { kind, phaseIndex, sinceMs, elapsedMs } = stage;
  const runningSinceMs = pausedSinceMs === null ? atMs : null;
  return { kind, phaseIndex, sinceMs, elapsedMs, runningSinceMs };
}

/** Whether a release waits for regions whose updates have not failed: they are about to answer. */
export function awaitsRegions(context: Context): boolean {
  const { definition, state } = context;
  return Object.values(state.activeReleases).some((release) => {
    const { stage } = release;
    if (stage.kind !== 'baking' || stage.unanswered === undefined) return false;
    return notYetAnswered(context, release, stage.phaseIndex).some(
      ({ region }) => failureOf(definition, state, region) == null,
    );
  });
}

/** The failure of a region's update that another try does not cure. */
function permanentFailure(
  { definition, state }: Context,
  region: string,
): NonNullable<StackStatus['failure']>[] {
  const failure = failureOf(definition, state, region);
  if (failure?.isLasting !== true) return [];
  return failure.regions === undefined || failure.regions.includes(regionOf(region))
    ? [failure]
    : [];
}

function failureOf(
  { stacks }: Context['definition'],
  state: PipelineState,
  region: string,
): StackStatus['failure'] | undefined {
  const stack = stacks.find(({ regions }) => regions.includes(regionOf(region)));
  return stack && own(state.stacks, stack.name)?.failure;
}

/** Whether an update reached a region, or it answered, ever. */
export function wasDeployed({ applied, answeredAtMs }: RegionStatus): boolean {
  return applied !== null || answeredAtMs !== null;
}

function whyNot(status: RegionStatus): string {
  const { answered: answer, problem } = status;
  if (!wasDeployed(status)) return 'it is not deployed yet';
  if (answer === null) return problem ?? 'it does not answer';
  return `it answers version ${answer.configVersion}`;
}

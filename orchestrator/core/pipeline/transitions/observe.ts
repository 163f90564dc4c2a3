import { own } from '../../../common/own.ts';
import type { PipelineEvent } from '../event.ts';
import { NEW_REGION, NEW_STACK, type PipelineState, type Release } from '../state.ts';
import { abort } from '../advance.ts';
import { guardedPhase, judgedGuardrails, withJudgement } from '../guardrails.ts';
import { isActive, withAction } from '../release.ts';
import { findRelease } from '../release-history.ts';
import { refusal, type Refusal } from '../refusal.ts';
import { pause, withRelease } from './act-on-release.ts';

type Observed = Extract<
  PipelineEvent,
  { type: 'deployment-started' | 'region-observed' | 'stack-updated' | 'stack-update-failed' }
>;

/** Applies observations of regions and updates. */
export function observe(state: PipelineState, event: Observed): PipelineState {
  const { atMs } = event;
  switch (event.type) {
    case 'deployment-started':
      // The first of a log: what it knows of regions, if anything, is of an older version, and holds.
      if (state.isDeployed !== true) return { ...state, isDeployed: true };
      return {
        ...state,
        regions: allOf(state.regions, NEW_REGION),
        stacks: allOf(state.stacks, NEW_STACK),
      };
    case 'region-observed':
      return withRegion(state, event.region, {
        answered: event.answer,
        answeredAtMs: atMs,
        problem: event.problem,
      });
    case 'stack-updated':
      return Object.entries(event.regions).reduce(
        (next, [region, applied]) => withRegion(next, region, { applied, appliedAtMs: atMs }),
        withStack(state, event.stack, { updatedAtMs: atMs, failure: null }),
      );
    case 'stack-update-failed': {
      const { code, message, regions, isLasting } = event;
      const observedRegions = regions === undefined ? {} : { regions };
      const permanence = isLasting === undefined ? {} : { isLasting };
      return withStack(state, event.stack, {
        failure: { code, message, atMs, ...observedRegions, ...permanence },
      });
    }
  }
}

function allOf<T>(records: Readonly<Record<string, T>>, value: T): Record<string, T> {
  return Object.fromEntries(Object.keys(records).map((name) => [name, value]));
}

function withRegion(
  state: PipelineState,
  name: string,
  change: Partial<PipelineState['regions'][string]>,
): PipelineState {
  const region = own(state.regions, name);
  if (region === undefined) return state;
  return { ...state, regions: { ...state.regions, [name]: { ...region, ...change } } };
}

function withStack(
  state: PipelineState,
  name: string,
  change: Partial<PipelineState['stacks'][string]>,
): PipelineState {
  const stack = own(state.stacks, name);
  if (stack === undefined) return state;
  return { ...state, stacks: { ...state.stacks, [name]: { ...stack, ...change } } };
}

type Judged = Extract<PipelineEvent, { type: 'guardrail-judged' }>;

/**
 * Notes what a guardrail of the live phase says now. A breach aborts or pauses the release, where the guardrail is
 * enforced and says so; all else only keeps the phase from ending (see guardrails.ts).
 */
export function judgeGuardrail(state: PipelineState, event: Judged): PipelineState | Refusal {
  const release = findRelease(state, event.release);
  if (release === undefined) {
    return refusal('UNKNOWN_RELEASE', `there is no release "${event.release}"`, SHOW_STATUS);
  }
  const phaseIndex = guardedPhase(release);
  if (phaseIndex === undefined || release.phases[phaseIndex]?.id !== event.phase) {
    const { id } = release;
    return isActive(release)
      ? refusal(
          'STALE_PHASE',
          `phase "${event.phase}" of release ${id} is not watched now`,
          SHOW_STATUS,
        )
      : refusal('NOTHING_ACTIVE', `release ${id} has ended`, SHOW_STATUS);
  }
  const found = judgedGuardrails(release, phaseIndex).find(
    ({ guardrail }) => guardrail.name === event.guardrail,
  );
  if (found === undefined) {
    const what = `phase "${event.phase}" has no guardrail "${event.guardrail}"`;
    return refusal('BAD_INPUT', what, SHOW_STATUS);
  }
  const { verdict, value, baseline, limit, samples, text, comparison, atMs } = event;
  const before = found.judgement;
  const sinceMs = before?.verdict === verdict ? before.sinceMs : atMs;
  const compared = comparison === undefined ? {} : { comparison };
  const judgement = { verdict, value, baseline, limit, samples, text, ...compared, sinceMs };
  const judged = withJudgement(release, phaseIndex, event.guardrail, judgement);
  const { dryRun, onBreach } = found.guardrail;
  const isActedOn = verdict === 'breached' && before?.verdict !== verdict && !dryRun;
  return withRelease(state, isActedOn ? injected(judged, onBreach, event) : judged);
}

const SHOW_STATUS = 'Show the state with: npx colorteller status';

function injected(
  release: Release,
  onBreach: 'abort' | 'pause' | 'hold',
  { atMs, guardrail, text }: Judged,
): Release {
  const by = { atMs, actor: `guardrail ${guardrail}`, reason: text };
  if (onBreach === 'abort') return abort(withAction(release, { type: 'ABORTED', ...by }), atMs);
  if (onBreach === 'hold' || release.pausedSinceMs !== null) return release;
  return pause(withAction(release, { type: 'PAUSED', ...by }), atMs);
}

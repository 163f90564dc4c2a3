import { regionCount } from '../../../orchestrator/core/definition/cells.ts';
import type { ReleaseView } from '../../../orchestrator/control-plane/view/release-view.ts';
import type { StateView } from '../../../orchestrator/control-plane/view/state-view.ts';
import type { StackLoopStatus } from '../../../orchestrator/runtime/loop/loop-view.ts';
import { AppError } from '../../../orchestrator/common/errors/app-error.ts';

/** The states of `status --wait`: of a release, except `settled`, which is of the regions. */
export const WAIT_STATES = [
  'completed',
  'aborted',
  'waiting',
  'baking',
  'paused',
  'settled',
] as const;

export type WaitState = (typeof WAIT_STATES)[number];

/** Which release is meant; neither: the latest that is active, or the latest of all. */
export interface WaitTarget {
  release?: string;
  config?: string;
}

/** Whether the state is reached, possible, or out of reach; and the progress as a sentence. */
export interface WaitVerdict {
  verdict: 'reached' | 'possible' | 'in-vain';
  progress: string;
}

/**
 * The release that is waited for; undefined while there is none.
 * @throws AppError UNKNOWN_RELEASE, UNKNOWN_CONFIG
 */
export function targetRelease(state: StateView, target: WaitTarget): ReleaseView | undefined {
  const { release: id, config } = target;
  if (id !== undefined) {
    const named = state.releases.find((release) => release.id === id);
    if (named !== undefined) return named;
    throw new AppError('UNKNOWN_RELEASE', `there is no release "${id}"`, {
      action: `Known: ${state.releases.map((release) => release.id).join(', ') || 'none yet'}.`,
    });
  }
  if (config !== undefined && !Object.hasOwn(state.configs, config)) {
    throw new AppError('UNKNOWN_CONFIG', `there is no gate or dynamic config "${config}"`, {
      action: `Known: ${Object.keys(state.configs).join(', ')}.`,
    });
  }
  const candidates = state.releases.filter(
    (release) => config === undefined || release.config === config,
  );
  return candidates.findLast(isActive) ?? candidates.at(-1);
}

/** How far a release is from what is waited for. */
export function judgeRelease(
  release: ReleaseView | undefined,
  awaited: Exclude<WaitState, 'settled'>,
): WaitVerdict {
  if (release === undefined) return { verdict: 'possible', progress: 'no release yet' };
  const now = release.waitingFor?.reason ?? `it is ${release.status.toLowerCase()}`;
  const progress = `${release.id}: ${now}`;
  if (isReached(release, awaited)) return { verdict: 'reached', progress };
  return { verdict: canStillReach(release, awaited) ? 'possible' : 'in-vain', progress };
}

/**
 * How far the regions are from answering what is decided, for good: an update that is on its way may still give a region
 * what was decided when it began.
 */
export function judgeRegions({ regions, stacks }: StateView): WaitVerdict {
  const busy = stacks.filter(({ loop }) => isOnTheWay(loop?.activity));
  const isUpdated = (name: string) => busy.some((stack) => stack.regions.includes(name));
  const left = regions.filter(({ name, isSettled }) => !isSettled || isUpdated(name));
  const names = left.slice(0, 5).map(({ name }) => name);
  const more = left.length > names.length ? ', …' : '';
  const countOf = (some: typeof regions) => regionCount(some.map(({ name }) => name));
  return left.length === 0
    ? { verdict: 'reached', progress: `all ${countOf(regions)} regions are settled` }
    : {
        verdict: 'possible',
        progress: `${countOf(left)} of ${countOf(regions)} regions are not settled: ${names.join(', ')}${more}`,
      };
}

function isOnTheWay(activity: StackLoopStatus['activity'] | undefined): boolean {
  return activity === 'running' || activity === 'queued';
}

function isReached(
  { status, waitingFor }: ReleaseView,
  awaited: Exclude<WaitState, 'settled'>,
): boolean {
  switch (awaited) {
    case 'completed':
      return status === 'COMPLETED';
    case 'aborted':
      return status === 'ABORTED';
    case 'paused':
      return status === 'PAUSED';
    case 'waiting':
      return waitingFor?.kind === 'approval';
    case 'baking':
      return waitingFor?.kind === 'bake' && status !== 'PAUSED';
  }
}

/** A release never returns to an earlier phase. */
function canStillReach(release: ReleaseView, awaited: Exclude<WaitState, 'settled'>): boolean {
  if (!isActive(release)) return false;
  const ahead = release.phases.filter(({ status }) => status !== 'done' && status !== 'skipped');
  switch (awaited) {
    case 'completed':
    case 'aborted':
    case 'paused':
      return true;
    case 'waiting':
      return ahead.some((phase) => phase.requiredReview && phase.status === 'to-come');
    case 'baking':
      return ahead.some(({ timeIntervalMs }) => timeIntervalMs > 0);
  }
}

function isActive({ currentPhase }: ReleaseView): boolean {
  return currentPhase !== null;
}

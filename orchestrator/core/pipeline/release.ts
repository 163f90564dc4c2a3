import { own } from '../../common/own.ts';
import type { Phase } from '../definition/definition.ts';
import type { PhaseRecord, PipelineState, Release, Context, Timer } from './state.ts';
import type { Action, ConfigState } from './records.ts';

export type ReleaseStatus =
  'WAITING_FOR_REVIEW' | 'IN_PROGRESS' | 'PAUSED' | 'COMPLETED' | 'ABORTED';

/** Status of a release, derived from where it stands; never stored. */
export function releaseStatus(release: Release): ReleaseStatus {
  switch (release.stage.kind) {
    case 'completed':
      return 'COMPLETED';
    case 'aborted':
      return 'ABORTED';
    case 'waiting':
    case 'baking':
      break;
  }
  if (release.pausedSinceMs !== null) return 'PAUSED';
  const { kind, phaseIndex } = release.stage;
  return kind === 'waiting' && !isApproved(release, phaseIndex)
    ? 'WAITING_FOR_REVIEW'
    : 'IN_PROGRESS';
}

export function isActive(release: Release): boolean {
  return release.stage.kind === 'waiting' || release.stage.kind === 'baking';
}

/** The releases that have not ended: at most one per config, however long the history is. */
export function activeReleases({ activeReleases: active }: PipelineState): Release[] {
  return Object.values(active);
}

/** The result of a finished release, for choosing a rollback target; null while it is active. */
export function releaseVerdict({ stage }: Release): 'good' | 'bad' | null {
  if (stage.kind === 'completed') return 'good';
  return stage.kind === 'aborted' ? 'bad' : null;
}

/** Whether a phase has the approvals it needs; one without review needs none. */
export function isApproved({ phases, records }: Release, phaseIndex: number): boolean {
  const phase = phases[phaseIndex];
  if (phase?.requiredReview !== true) return true;
  return (records[phaseIndex]?.approvals.length ?? 0) >= phase.minimumApprovals;
}

/** The phase that waits or bakes; undefined once the release has ended. */
export function currentPhase(release: Release): Phase | undefined {
  const { stage } = release;
  return 'phaseIndex' in stage ? release.phases[stage.phaseIndex] : undefined;
}

/** The phases whose rules already have the new version. */
export function releasedPhases(release: Release): Phase[] {
  return release.phases.filter((_, index) => isReleased(release, index));
}

/** Whether a phase's rules already have the new version. */
export function isReleased({ records }: Release, phaseIndex: number): boolean {
  return records[phaseIndex]?.startedAtMs != null;
}

/** The release with one phase's record changed. */
export function withRecord(release: Release, index: number, change: Partial<PhaseRecord>): Release {
  return {
    ...release,
    records: release.records.map((record, at) =>
      at === index ? { ...record, ...change } : record,
    ),
  };
}

/** The release with an action added to its history, against the phase that is current now. */
export function withAction(release: Release, action: Omit<Action, 'phase'>): Release {
  const phase = currentPhase(release)?.id ?? release.phases.at(-1)?.id ?? '';
  return { ...release, actions: [...release.actions, { ...action, phase }] };
}

/** The state with one config changed; one that is not there stays away. */
export function withConfig(
  state: PipelineState,
  name: string,
  change: Partial<ConfigState>,
): PipelineState {
  const config = own(state.configs, name);
  if (config === undefined) return state;
  return { ...state, configs: { ...state.configs, [name]: { ...config, ...change } } };
}

/** Whether nothing changed that decides who has which value: the definition, its configs, and the releases under way. */
export function haveSameDecisions(before: Context, after: Context): boolean {
  return (
    before.definition === after.definition &&
    before.state.configs === after.state.configs &&
    before.state.activeReleases === after.state.activeReleases
  );
}

/** A timer that begins at `atMs`, stopped when the release is paused. */
export function newTimer({ pausedSinceMs }: Release, atMs: number): Timer {
  return { elapsedMs: 0, runningSinceMs: pausedSinceMs === null ? atMs : null };
}

/** The timer, standing still from `atMs` on. */
export function stopped(timer: Timer, atMs: number): Timer {
  const { elapsedMs, runningSinceMs } = timer;
  if (runningSinceMs === null) return timer;
  return { elapsedMs: elapsedMs + (atMs - runningSinceMs), runningSinceMs: null };
}

/** When a timer of that length ends if it goes on running; undefined while it is stopped. */
export function endsAtMs(
  { elapsedMs, runningSinceMs }: Timer,
  lengthMs: number,
): number | undefined {
  return runningSinceMs === null ? undefined : runningSinceMs + Math.max(0, lengthMs - elapsedMs);
}

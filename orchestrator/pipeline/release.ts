import type { Phase } from '../definition/definition.ts';
import type { Action, PhaseRecord, PipelineState, Release } from './state.ts';

export type ReleaseStatus =
  'WAITING_FOR_REVIEW' | 'IN_PROGRESS' | 'PAUSED' | 'COMPLETED' | 'ABORTED';

/** Status of a release, derived from where it stands; never stored. */
export function releaseStatus(release: Release): ReleaseStatus {
  switch (release.stage.kind) {
    case 'completed':
      return 'COMPLETED';
    case 'aborted':
      return 'ABORTED';
    case 'waiting-for-review':
      return release.pausedSinceMs === null ? 'WAITING_FOR_REVIEW' : 'PAUSED';
    case 'baking':
      return release.pausedSinceMs === null ? 'IN_PROGRESS' : 'PAUSED';
  }
}

export function isActive(release: Release): boolean {
  return release.stage.kind === 'waiting-for-review' || release.stage.kind === 'baking';
}

/** The releases that have not ended: at most one per config, however long the history is. */
export function activeReleases({ configs, releases }: PipelineState): Release[] {
  return Object.values(configs).flatMap(({ activeRelease }) => {
    const release = activeRelease === null ? undefined : releases[activeRelease];
    return release === undefined ? [] : [release];
  });
}

/** The phase that waits or bakes; undefined once the release has ended. */
export function currentPhase(release: Release): Phase | undefined {
  const { stage } = release;
  return stage.kind === 'waiting-for-review' || stage.kind === 'baking'
    ? release.phases[stage.phaseIndex]
    : undefined;
}

/** The phases whose rules already have the new version. */
export function releasedPhases(release: {
  phases: readonly Phase[];
  records: readonly Pick<PhaseRecord, 'startedAtMs'>[];
}): Phase[] {
  return release.phases.filter((_, index) => release.records[index]?.startedAtMs !== null);
}

/** When the current bake ends if nothing happens before; undefined when no timer runs. */
export function bakeEndsAtMs(release: Release): number | undefined {
  const { stage } = release;
  if (stage.kind !== 'baking' || stage.runningSinceMs === null) return undefined;
  const phase = release.phases[stage.phaseIndex];
  return phase && stage.runningSinceMs + Math.max(0, phase.timeIntervalMs - stage.bakedMs);
}

/** The earliest moment at which time alone changes the state; undefined when it never does. */
export function nextWakeUpMs(state: PipelineState): number | undefined {
  const ends = activeReleases(state)
    .map(bakeEndsAtMs)
    .filter((ms) => ms !== undefined);
  return ends.length === 0 ? undefined : Math.min(...ends);
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

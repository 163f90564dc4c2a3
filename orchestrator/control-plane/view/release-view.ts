import { can, RELEASE_ACTIONS, type ReleaseAction } from '../../pipeline/can.ts';
import {
  currentPhase,
  isActive,
  releaseStatus,
  type ReleaseStatus,
} from '../../pipeline/release.ts';
import type { Verdict } from '../../pipeline/refusal.ts';
import type { Action, PhaseRecord, Release, Version } from '../../pipeline/state.ts';
import { waitingFor, type Wait } from '../../pipeline/waiting.ts';

export type PhaseStatus =
  'done' | 'live' | 'waiting-for-review' | 'to-come' | 'skipped' | 'not-released';

/** A release as clients see it: everything derived, nothing left to guess. */
export interface ReleaseView {
  id: string;
  config: string;
  pipeline: string;
  status: ReleaseStatus;
  /** Null once the release has ended. */
  currentPhase: string | null;
  /** Why it does not go on, since when, until when, and who can end it; null once it has ended. */
  waitingFor: Wait | null;
  from: Version;
  to: Version;
  phases: {
    id: string;
    name: string;
    requiredReview: boolean;
    timeIntervalMs: number;
    status: PhaseStatus;
    startedAtMs: number | null;
    endedAtMs: number | null;
    approvedBy: string | null;
  }[];
  actions: readonly Action[];
  /** For each action: allowed now, or why not. */
  can: Record<ReleaseAction, Verdict>;
}

export function releaseView(release: Release): ReleaseView {
  return {
    id: release.id,
    config: release.config,
    pipeline: release.pipeline,
    status: releaseStatus(release),
    currentPhase: currentPhase(release)?.id ?? null,
    waitingFor: waitingFor(release),
    from: release.from,
    to: release.to,
    phases: release.phases.map((phase, index) => {
      const record = release.records[index];
      return {
        id: phase.id,
        name: phase.name,
        requiredReview: phase.requiredReview,
        timeIntervalMs: phase.timeIntervalMs,
        status: phaseStatus(release, index, record),
        startedAtMs: record?.startedAtMs ?? null,
        endedAtMs: record?.endedAtMs ?? null,
        approvedBy: record?.approvedBy ?? null,
      };
    }),
    actions: release.actions,
    can: Object.fromEntries(
      RELEASE_ACTIONS.map((action) => [action, can(release, action)]),
    ) as Record<ReleaseAction, Verdict>,
  };
}

function phaseStatus(
  release: Release,
  index: number,
  record: PhaseRecord | undefined,
): PhaseStatus {
  const { stage } = release;
  if (record?.skipped === true) return 'skipped';
  if ('phaseIndex' in stage && stage.phaseIndex === index) {
    return stage.kind === 'baking' ? 'live' : 'waiting-for-review';
  }
  if (record?.endedAtMs != null) return 'done';
  return isActive(release) ? 'to-come' : 'not-released';
}

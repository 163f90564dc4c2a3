import { own } from '../../common/own.ts';
import { can, RELEASE_ACTIONS, type ReleaseAction } from '../../core/pipeline/can.ts';
import {
  currentPhase,
  isActive,
  isApproved,
  releaseStatus,
  releaseVerdict,
  type ReleaseStatus,
} from '../../core/pipeline/release.ts';
import { ALLOWED, type Verdict } from '../../core/pipeline/refusal.ts';
import type {
  Action,
  Approval,
  PhaseRecord,
  Release,
  Version,
  Context,
} from '../../core/pipeline/state.ts';
import { canRollBack } from '../../core/pipeline/transitions/roll-back.ts';
import { unknownConfig } from '../../core/pipeline/unknown-name.ts';
import { waitingFor, type Wait } from '../../core/pipeline/waiting.ts';
import { phaseRegions } from '../../core/evaluation/phase-regions.ts';
import { guardrailViews, type GuardrailView } from './guardrail-view.ts';

export type PhaseStatus =
  | 'done'
  | 'live'
  | 'waiting-for-review'
  /** Approved where it needs that; a hold, a change window or a pause keeps it from starting. */
  | 'blocked'
  | 'to-come'
  | 'skipped'
  | 'not-released';

/** A release as clients see it: everything derived, nothing left to guess. */
export interface ReleaseView {
  id: string;
  config: string;
  pipeline: string;
  status: ReleaseStatus;
  /** Whether it is one to go back to; null while it is active. */
  verdict: 'good' | 'bad' | null;
  startedBy: string;
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
    minimumApprovals: number;
    timeIntervalMs: number;
    status: PhaseStatus;
    /** Names of the regions that get the change with it. */
    regions: readonly string[];
    startedAtMs: number | null;
    endedAtMs: number | null;
    /** One a person, in order. */
    approvals: readonly Approval[];
    guardrails: readonly GuardrailView[];
  }[];
  actions: readonly Action[];
  /** For each action: allowed now, or why not. */
  can: Record<ReleaseAction | 'rollback', Verdict>;
}

/** A release at a moment; what may start then depends on holds and change windows too. */
export function releaseView(context: Context, release: Release, nowMs: number): ReleaseView {
  const config = own(context.state.configs, release.config);
  const regions = phaseRegions(context.definition, release.phases);
  const refused =
    config === undefined
      ? unknownConfig(context.state, release.config)
      : canRollBack(config, release);
  return {
    id: release.id,
    config: release.config,
    pipeline: release.pipeline,
    status: releaseStatus(release),
    currentPhase: currentPhase(release)?.id ?? null,
    verdict: releaseVerdict(release),
    startedBy: release.startedBy,
    waitingFor: waitingFor(context, release, nowMs),
    from: release.from,
    to: release.to,
    phases: release.phases.map((phase, index) => {
      const record = release.records[index];
      return {
        id: phase.id,
        name: phase.name,
        requiredReview: phase.requiredReview,
        minimumApprovals: phase.minimumApprovals,
        timeIntervalMs: phase.timeIntervalMs,
        status: phaseStatus(release, index, record),
        regions: regions[index] ?? [],
        startedAtMs: record?.startedAtMs ?? null,
        endedAtMs: record?.endedAtMs ?? null,
        approvals: record?.approvals ?? [],
        guardrails: guardrailViews(release, index),
      };
    }),
    actions: release.actions,
    can: {
      ...(Object.fromEntries(
        RELEASE_ACTIONS.map((action) => [action, can(context, release, { action, atMs: nowMs })]),
      ) as Record<ReleaseAction, Verdict>),
      rollback: refused === undefined ? ALLOWED : { allowed: false, ...refused },
    },
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
    if (stage.kind === 'baking') return 'live';
    return isApproved(release, index) ? 'blocked' : 'waiting-for-review';
  }
  if (record?.endedAtMs != null) return 'done';
  if (isActive(release)) return 'to-come';
  // After a full rollout its regions have the change as well; nobody waited for it.
  return stage.kind === 'completed' ? 'skipped' : 'not-released';
}

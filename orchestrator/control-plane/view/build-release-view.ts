import { own } from '../../common/own.ts';
import { can, RELEASE_ACTIONS, type ReleaseAction } from '../../core/pipeline/can.ts';
import {
  currentPhase,
  isActive,
  isApproved,
  releaseStatus,
  releaseVerdict,
} from '../../core/pipeline/release.ts';
import { ALLOWED } from '../../core/pipeline/refusal.ts';
import type { Verdict } from '../../core/pipeline/records.ts';
import type { PhaseRecord, Release, Context } from '../../core/pipeline/state.ts';
import { canRollBack } from '../../core/pipeline/transitions/roll-back.ts';
import { unknownConfig } from '../../core/pipeline/unknown-name.ts';
import { waitingFor } from '../../core/pipeline/waiting.ts';
import type { PhaseStatus, ReleaseView, GuardrailView } from './release-view.ts';
import { judgedGuardrails, verdictOf } from '../../core/pipeline/guardrails.ts';
import { phaseRegions } from '../../core/evaluation/decide.ts';

/** A release at a moment; what may start then depends on holds and change windows too. */
export function buildReleaseView(context: Context, release: Release, nowMs: number): ReleaseView {
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
        guardrails: buildGuardrailViews(release, index),
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
  if (stage.kind === 'aborted' && record?.startedAtMs != null) {
    const { phase } = release.actions.findLast(({ type }) => type === 'ABORTED') ?? {};
    return phase === release.phases[index]?.id ? 'aborted' : 'reverted';
  }
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

function buildGuardrailViews(release: Release, phaseIndex: number): GuardrailView[] {
  return judgedGuardrails(release, phaseIndex).map((judged) => {
    const { guardrail, judgement } = judged;
    const { name, check, dryRun, onBreach, windowMs, minimumSamples } = guardrail;
    return {
      name,
      check,
      isDryRun: dryRun,
      onBreach,
      windowMs,
      verdict: verdictOf(judged),
      value: judgement?.value ?? null,
      baseline: judgement?.baseline ?? null,
      limit: judgement?.limit ?? null,
      samples: judgement?.samples ?? 0,
      minimumSamples,
      sinceMs: judgement?.sinceMs ?? null,
      text: judgement?.text ?? 'not judged yet',
      ...(judgement?.comparison === undefined ? {} : { comparison: judgement.comparison }),
    };
  });
}

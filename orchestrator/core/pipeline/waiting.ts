import { isLastPhase, nextStep } from './advance.ts';
import { answerDeadline, notYetAnswered } from './answers.ts';
import { blockOf } from './blocks.ts';
import { guardText, blockingGuardrails } from './guardrails.ts';
import { currentPhase, isApproved, endsAtMs } from './release.ts';
import type { Wait } from './records.ts';
import type { Release, Stage, Context } from './state.ts';

/** What an active release waits for at `atMs`; null once it has ended. */
export function waitingFor(context: Context, release: Release, atMs: number): Wait | null {
  const { stage } = release;
  if (stage.kind === 'waiting') {
    return isApproved(release, stage.phaseIndex)
      ? blockedStart(context, release, stage, atMs)
      : approvalWait(context, release, stage, atMs);
  }
  return stage.kind === 'baking' ? bakeWait(context, release, stage, atMs) : null;
}

type Waiting = Extract<Stage, { kind: 'waiting' }>;
type Baking = Extract<Stage, { kind: 'baking' }>;

function approvalWait(
  context: Context,
  release: Release,
  { phaseIndex, sinceMs }: Waiting,
  atMs: number,
): Wait {
  const phase = release.phases[phaseIndex];
  const approvals = release.records[phaseIndex]?.approvals ?? [];
  const minimum = phase?.minimumApprovals ?? 1;
  const already = approvals.map(({ actor }) => actor).join(', ');
  const count =
    minimum === 1 ? 'an approval' : `${minimum - approvals.length} of ${minimum} approvals`;
  const given = approvals.length === 0 ? '' : ` (given by ${already})`;
  const paused = release.pausedSinceMs === null ? '' : ' (the release is paused)';
  const endedBy =
    phase?.selfApproval === false
      ? `anyone but ${release.startedBy} who approves; anyone who skips or aborts`
      : 'anyone who approves, skips or aborts';
  return {
    kind: 'approval',
    reason: `phase "${phase?.id ?? ''}" waits for ${count}${given}${paused}`,
    sinceMs,
    untilMs: nextStep(context, release, atMs)?.atMs ?? null,
    endedBy,
  };
}

function blockedStart(
  context: Context,
  release: Release,
  { phaseIndex, sinceMs }: Waiting,
  atMs: number,
): Wait {
  const id = release.phases[phaseIndex]?.id ?? '';
  const block = blockOf(context, release, phaseIndex, atMs);
  const isPaused = release.pausedSinceMs !== null;
  const reason = block?.reason ?? 'the release is paused';
  return {
    kind: 'block',
    reason: `phase "${id}" may not start: ${reason}`,
    sinceMs,
    untilMs: isPaused ? null : (block?.untilMs ?? null),
    endedBy: `${block?.endedBy ?? 'anyone who unpauses'}, or anyone who aborts`,
  };
}

function bakeWait(context: Context, release: Release, stage: Baking, atMs: number): Wait {
  const phase = currentPhase(release);
  const id = phase?.id ?? '';
  if (release.pausedSinceMs !== null) {
    return {
      kind: 'bake',
      reason: `phase "${id}" is live; its bake timer is paused`,
      sinceMs: release.pausedSinceMs,
      untilMs: null,
      endedBy: 'anyone who unpauses, skips or aborts',
    };
  }
  if (stage.unanswered !== undefined) {
    return answerWait(context, release, stage.unanswered.sinceMs);
  }
  const bakedMs = endsAtMs(stage, phase?.timeIntervalMs ?? 0) ?? atMs;
  if (bakedMs <= atMs && blockingGuardrails(release).length > 0) {
    return guardrailWait(release, id, bakedMs);
  }
  const block =
    bakedMs <= atMs && isLastPhase(release)
      ? blockOf(context, release, 'everyone', atMs)
      : undefined;
  if (block !== undefined) {
    return {
      kind: 'block',
      reason: `every phase is live; the release may not complete: ${block.reason}`,
      sinceMs: bakedMs,
      untilMs: block.untilMs,
      endedBy: `${block.endedBy}, or anyone who aborts`,
    };
  }
  return {
    kind: 'bake',
    reason: `phase "${id}" is live and bakes`,
    sinceMs: stage.sinceMs,
    untilMs: bakedMs,
    endedBy: 'the bake timer, or anyone who skips or aborts',
  };
}

function guardrailWait(release: Release, phase: string, sinceMs: number): Wait {
  const guards = blockingGuardrails(release).map(guardText);
  return {
    kind: 'guardrail',
    reason: `phase "${phase}" is live and waits for ${guards.join('; ')}`,
    sinceMs,
    untilMs: null,
    endedBy: 'what is measured, or anyone who skips or aborts',
  };
}

/** How many regions a reason names; the others are counted. */
const NAMED_REGIONS = 3;

function answerWait(context: Context, release: Release, sinceMs: number): Wait {
  const phase = currentPhase(release);
  const missed =
    phase === undefined ? [] : notYetAnswered(context, release, release.phases.indexOf(phase));
  const named = missed.slice(0, NAMED_REGIONS).map(({ region, why }) => `${region} (${why})`);
  const others = missed.length > named.length ? [`${missed.length - named.length} others`] : [];
  const end = answerDeadline(context, release);
  const then =
    end?.policy === 'abort' ? '; else the release is aborted' : '; else it goes on without';
  return {
    kind: 'answer',
    reason: `phase "${phase?.id ?? ''}" is live and waits for the new value at ${[...named, ...others].join(', ')}${end === undefined ? '' : then}`,
    sinceMs,
    untilMs: end?.atMs ?? null,
    endedBy: 'their answers, or anyone who skips or aborts',
  };
}

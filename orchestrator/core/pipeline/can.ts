import { isLastPhase } from './advance.ts';
import { blockOf, refuseBlocked } from './blocks.ts';
import { blockingGuardrails } from './guardrails.ts';
import { currentPhase, isActive, isApproved, releaseStatus } from './release.ts';
import { ALLOWED, refuse } from './refusal.ts';
import type { Verdict } from './records.ts';
import type { Release, Context } from './state.ts';

/** What a person may do to a release. The same verbs everywhere: CLI, HTTP, page. */
export type ReleaseAction = 'approve' | 'pause' | 'unpause' | 'skip' | 'abort' | 'rollout';

export const RELEASE_ACTIONS = ['approve', 'pause', 'unpause', 'skip', 'abort', 'rollout'] as const;

/** A requested action, with its actor and time. */
export interface Attempt {
  action: ReleaseAction;
  atMs: number;
  /** The phase that the caller believes is current; left out for actions on the whole release. */
  phase?: string;
  /** Left out: the answer for anyone who did not start the release. */
  actor?: string;
}

/** Whether an action is allowed now, or why not: the one answer for CLI, API and page. */
export function can(context: Context, release: Release, attempt: Attempt): Verdict {
  const { action, phase, atMs } = attempt;
  if (!isActive(release)) {
    return refuse(
      'NOTHING_ACTIVE',
      `release ${release.id} is ${releaseStatus(release).toLowerCase()}; a finished release never changes again`,
      'Start a new release by changing the config.',
    );
  }
  if (phase !== undefined) {
    const verdict = checkPhase(release, action, phase);
    if (!verdict.allowed) return verdict;
  }
  switch (action) {
    case 'approve':
      return canApprove(release, attempt);
    case 'pause':
      return release.pausedSinceMs === null
        ? ALLOWED
        : refuse(
            'ACTION_REFUSED',
            `release ${release.id} is paused already`,
            'Unpause it to go on.',
          );
    case 'unpause':
      return release.pausedSinceMs !== null
        ? ALLOWED
        : refuse(
            'ACTION_REFUSED',
            `release ${release.id} is not paused`,
            'Nothing needs to be done.',
          );
    case 'skip':
      return isLastPhase(release) ? canReachEveryone(context, release, atMs) : ALLOWED;
    case 'rollout':
      return canReachEveryone(context, release, atMs);
    case 'abort':
      return ALLOWED;
  }
}

function canReachEveryone(context: Context, release: Release, atMs: number): Verdict {
  const block = blockOf(context, release, 'everyone', atMs);
  return block === undefined ? ALLOWED : refuseBlocked(block);
}

function canApprove(release: Release, { phase, actor }: Attempt): Verdict {
  const { stage } = release;
  if (wasApproved(release, phase)) return ALLOWED;
  const current = currentPhase(release);
  if (stage.kind !== 'waiting' || isApproved(release, stage.phaseIndex)) {
    const { live, end } = liveText(release);
    const state = stage.kind === 'waiting' ? 'waits for no approval' : live;
    return refuse(
      'ACTION_REFUSED',
      `nothing waits for an approval: phase "${current?.id ?? ''}" of release ${release.id} ${state}`,
      stage.kind === 'waiting'
        ? 'See what it waits for with: npx colorteller status'
        : `Wait for ${end}, or skip the phase.`,
    );
  }
  if (current?.selfApproval === false && actor === release.startedBy) {
    return refuse(
      'SELF_APPROVAL',
      `${actor} started release ${release.id}, and phase "${current.id}" is not for them to approve`,
      'Ask somebody else to approve it.',
    );
  }
  return ALLOWED;
}

/** What a live phase does, and what ends that. */
function liveText(release: Release): { live: string; end: string } {
  const { stage } = release;
  if (stage.kind === 'baking' && stage.unanswered !== undefined) {
    return { live: 'is live and waits for its regions to answer', end: 'their answers' };
  }
  return blockingGuardrails(release).length > 0
    ? { live: 'is live and waits for its guardrails', end: 'these to pass' }
    : { live: 'is live and bakes', end: 'the bake to end' };
}

/** The same approval given twice is answered the same, so an approved phase is never stale for approve. */
function checkPhase(release: Release, action: ReleaseAction, phase: string): Verdict {
  const current = currentPhase(release)?.id;
  if (phase === current || (action === 'approve' && wasApproved(release, phase))) return ALLOWED;
  const phaseIds = release.phases.map(({ id }) => id);
  return refuse(
    'STALE_PHASE',
    phaseIds.includes(phase)
      ? `phase "${phase}" is not the current one: release ${release.id} is at "${current ?? ''}" now`
      : `release ${release.id} has no phase "${phase}" (its phases: ${phaseIds.join(', ')})`,
    `Check the status, then name phase "${current ?? ''}" if you still want it.`,
  );
}

/** Whether this phase was approved by as many as it needs before, in this release. */
export function wasApproved(release: Release, phase: string | undefined): boolean {
  const index = release.phases.findIndex(({ id }) => id === phase);
  return (release.records[index]?.approvals.length ?? 0) > 0 && isApproved(release, index);
}

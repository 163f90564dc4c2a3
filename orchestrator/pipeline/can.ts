import { currentPhase, isActive, releaseStatus } from './release.ts';
import { ALLOWED, refuse, type Verdict } from './refusal.ts';
import type { Release } from './state.ts';

/** What a person may do to a release. The same verbs everywhere: CLI, HTTP, page. */
export type ReleaseAction = 'approve' | 'pause' | 'unpause' | 'skip' | 'abort' | 'rollout';

export const RELEASE_ACTIONS = ['approve', 'pause', 'unpause', 'skip', 'abort', 'rollout'] as const;

/**
 * Whether an action is allowed now, or why not: the one answer for CLI, API and page.
 * @param phase the phase that the caller believes is current; undefined for actions on the whole release.
 */
export function can(release: Release, action: ReleaseAction, phase?: string): Verdict {
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
      return canApprove(release, phase);
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
    case 'abort':
    case 'rollout':
      return ALLOWED;
  }
}

function canApprove(release: Release, phase: string | undefined): Verdict {
  if (release.stage.kind === 'waiting-for-review' || isApproved(release, phase)) return ALLOWED;
  return refuse(
    'ACTION_REFUSED',
    `nothing waits for an approval: phase "${currentPhase(release)?.id ?? ''}" of release ${release.id} is live and bakes`,
    'Wait for the bake to end, or skip the phase.',
  );
}

/** The same approval given twice is answered the same, so an approved phase is never stale for approve. */
function checkPhase(release: Release, action: ReleaseAction, phase: string): Verdict {
  const current = currentPhase(release)?.id;
  if (phase === current || (action === 'approve' && isApproved(release, phase))) return ALLOWED;
  const known = release.phases.map(({ id }) => id);
  return refuse(
    'STALE_PHASE',
    known.includes(phase)
      ? `phase "${phase}" is not the current one: release ${release.id} is at "${current ?? ''}" now`
      : `release ${release.id} has no phase "${phase}" (its phases: ${known.join(', ')})`,
    `Look at the status, then name phase "${current ?? ''}" if you still mean it.`,
  );
}

/** Whether this phase was approved before in this release. */
export function isApproved(release: Release, phase: string | undefined): boolean {
  const index = release.phases.findIndex(({ id }) => id === phase);
  return release.records[index]?.approvedBy != null;
}

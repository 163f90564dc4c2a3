import { bakeEndsAtMs, currentPhase } from './release.ts';
import type { Release } from './state.ts';

/** Why a release does not go on: every wait has a reason, a beginning, and someone who can end it. */
export interface Wait {
  reason: string;
  sinceMs: number;
  /** When it ends by itself; null when only a person can end it. */
  untilMs: number | null;
  endedBy: string;
}

/** What an active release waits for; null once it has ended. */
export function waitingFor(release: Release): Wait | null {
  const { stage } = release;
  const phase = currentPhase(release);
  if (phase === undefined || (stage.kind !== 'baking' && stage.kind !== 'waiting-for-review'))
    return null;
  if (stage.kind === 'waiting-for-review') {
    return {
      reason: `phase "${phase.id}" waits for an approval${release.pausedSinceMs === null ? '' : ' (the release is paused)'}`,
      sinceMs: stage.sinceMs,
      untilMs: null,
      endedBy: 'anyone who approves, skips or aborts',
    };
  }
  const untilMs = bakeEndsAtMs(release) ?? null;
  return untilMs === null
    ? {
        reason: `phase "${phase.id}" is live; its bake timer is paused`,
        sinceMs: release.pausedSinceMs ?? stage.sinceMs,
        untilMs: null,
        endedBy: 'anyone who unpauses, skips or aborts',
      }
    : {
        reason: `phase "${phase.id}" is live and bakes`,
        sinceMs: stage.sinceMs,
        untilMs,
        endedBy: 'the bake timer, or anyone who skips or aborts',
      };
}

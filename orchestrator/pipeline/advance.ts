import { bakeEndsAtMs, withRecord } from './release.ts';
import type { Release } from './state.ts';

/**
 * Enters a phase. One that requires review waits; any other goes live and begins to bake.
 * Past the last phase the release is complete. While the release is paused its timers stand still.
 *
 * Source of the rules: Statsig, "Setting phase transitions": the interval counts only after the approval.
 */
export function enterPhase(release: Release, phaseIndex: number, atMs: number): Release {
  const phase = release.phases[phaseIndex];
  if (phase === undefined) {
    return { ...release, pausedSinceMs: null, stage: { kind: 'completed', atMs } };
  }
  return phase.requiredReview
    ? { ...release, stage: { kind: 'waiting-for-review', phaseIndex, sinceMs: atMs } }
    : startPhase(release, phaseIndex, atMs);
}

/** Releases a phase's rules and starts its bake timer. */
export function startPhase(release: Release, phaseIndex: number, atMs: number): Release {
  return {
    ...withRecord(release, phaseIndex, { startedAtMs: atMs }),
    stage: {
      kind: 'baking',
      phaseIndex,
      sinceMs: atMs,
      bakedMs: 0,
      runningSinceMs: release.pausedSinceMs === null ? atMs : null,
    },
  };
}

/** Ends the current phase and enters the next. */
export function leavePhase(release: Release, atMs: number): Release {
  const { stage } = release;
  if (stage.kind !== 'baking' && stage.kind !== 'waiting-for-review') return release;
  const ended = withRecord(release, stage.phaseIndex, { endedAtMs: atMs });
  return enterPhase(ended, stage.phaseIndex + 1, atMs);
}

/**
 * Lets time pass up to `atMs`. Each phase that is due ends at its own due time, not at the time of the
 * call, so a release that slept through several phases is caught up in order, never past an approval.
 */
export function advance(release: Release, atMs: number): Release {
  let advanced = release;
  for (;;) {
    const dueMs = bakeEndsAtMs(advanced);
    if (dueMs === undefined || dueMs > atMs) return advanced;
    advanced = leavePhase(advanced, dueMs);
  }
}

import { advance, leavePhase, startPhase } from '../advance.ts';
import { isApproved } from '../can.ts';
import type { PersonEvent, PipelineEvent } from '../event.ts';
import { withAction, withRecord } from '../release.ts';
import type { ActionType, Release } from '../state.ts';

/** An event that acts on one release: every action of a person but the change that started it. */
export type ReleaseEvent = Extract<PipelineEvent, Extract<PersonEvent, { release: string }>>;

/** The release after an action that `can` has allowed. */
export function actOnRelease(release: Release, event: ReleaseEvent): Release {
  const { atMs } = event;
  switch (event.type) {
    case 'phase-approved':
      return approve(release, event);
    case 'release-paused':
      return pause(record(release, event, 'PAUSED'), atMs);
    case 'release-unpaused':
      return advance(unpause(record(release, event, 'UNPAUSED'), atMs), atMs);
    case 'phase-skipped':
      return advance(skip(record(release, event, 'SKIPPED'), atMs), atMs);
    case 'release-rolled-out':
      return rollOut(record(release, event, 'FULL_ROLL_OUT'), atMs);
    case 'release-aborted':
      return abort(record(release, event, 'ABORTED'), atMs);
  }
}

/** Starts the phase that waits. The same approval given twice changes nothing. */
function approve(
  release: Release,
  event: Extract<ReleaseEvent, { type: 'phase-approved' }>,
): Release {
  const { stage } = release;
  if (stage.kind !== 'waiting-for-review' || isApproved(release, event.phase)) return release;
  const approved = withRecord(record(release, event, 'APPROVED_FOR'), stage.phaseIndex, {
    approvedBy: event.actor,
  });
  return advance(startPhase(approved, stage.phaseIndex, event.atMs), event.atMs);
}

/** Stops the bake timers only; the live phase stays live. */
function pause(release: Release, atMs: number): Release {
  const { stage } = release;
  const paused = { ...release, pausedSinceMs: atMs };
  if (stage.kind !== 'baking' || stage.runningSinceMs === null) return paused;
  const bakedMs = stage.bakedMs + (atMs - stage.runningSinceMs);
  return { ...paused, stage: { ...stage, bakedMs, runningSinceMs: null } };
}

/** Lets the timer run again with the time that remained. */
function unpause(release: Release, atMs: number): Release {
  const { stage } = release;
  const running = { ...release, pausedSinceMs: null };
  return stage.kind === 'baking'
    ? { ...running, stage: { ...stage, runningSinceMs: atMs } }
    : running;
}

/** Leaves the current phase at once. One that still waited for review is never released by itself. */
function skip(release: Release, atMs: number): Release {
  const { stage } = release;
  if (stage.kind !== 'baking' && stage.kind !== 'waiting-for-review') return release;
  return leavePhase(withRecord(release, stage.phaseIndex, { skipped: true }), atMs);
}

/** Everyone gets the new version at once. */
function rollOut(release: Release, atMs: number): Release {
  return endPhase(
    { ...release, pausedSinceMs: null, stage: { kind: 'completed', atMs } },
    release,
    atMs,
  );
}

/** Everyone is back at the version before the release, at once and for good. */
function abort(release: Release, atMs: number): Release {
  return endPhase(
    { ...release, pausedSinceMs: null, stage: { kind: 'aborted', atMs } },
    release,
    atMs,
  );
}

function endPhase(ended: Release, before: Release, atMs: number): Release {
  const { stage } = before;
  if (stage.kind !== 'baking') return ended;
  return withRecord(ended, stage.phaseIndex, { endedAtMs: atMs });
}

function record(release: Release, event: ReleaseEvent, type: ActionType): Release {
  const { atMs, actor, reason } = event;
  return withAction(release, { type, atMs, actor, reason });
}

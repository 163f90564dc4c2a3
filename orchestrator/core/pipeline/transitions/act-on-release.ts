import { abort, advance, complete, skipPhase, startIfFree } from '../advance.ts';
import { wasApproved } from '../can.ts';
import type { PersonEvent, PipelineEvent } from '../event.ts';
import { withAction, withRecord } from '../release.ts';
import type { Release, Context } from '../state.ts';
import type { ActionType } from '../records.ts';
import { stopped } from '../timer.ts';

/** An event that acts on one release: every action of a person but the change that started it. */
export type ReleaseEvent = Extract<
  PipelineEvent,
  Extract<PersonEvent, { type: `release-${string}` | `phase-${string}` }>
>;

/** The release after an action that `can` has allowed. */
export function actOnRelease(context: Context, release: Release, event: ReleaseEvent): Release {
  const { atMs } = event;
  switch (event.type) {
    case 'phase-approved': {
      const approved = approve(release, event);
      return approved === release ? release : goOn(context, approved, atMs);
    }
    case 'release-paused':
      return pause(record(release, event, 'PAUSED'), atMs);
    case 'release-unpaused':
      return goOn(context, unpause(record(release, event, 'UNPAUSED'), atMs), atMs);
    case 'phase-skipped':
      return goOn(context, skipPhase(record(release, event, 'SKIPPED'), atMs), atMs);
    case 'release-rolled-out':
      return complete(record(release, event, 'FULL_ROLL_OUT'), atMs);
    case 'release-aborted':
      return abort(record(release, event, 'ABORTED'), atMs);
  }
}

/** What follows at once from an action: the next phase if it may start, and whatever has no bake time. */
function goOn(context: Context, release: Release, atMs: number): Release {
  return advance(context, startIfFree(context, release, atMs), atMs, atMs);
}

/** One person counts once; the same approval given twice changes nothing. */
function approve(
  release: Release,
  event: Extract<ReleaseEvent, { type: 'phase-approved' }>,
): Release {
  const { stage } = release;
  if (stage.kind !== 'waiting' || wasApproved(release, event.phase)) return release;
  const { phaseIndex } = stage;
  const approvals = release.records[phaseIndex]?.approvals ?? [];
  const { actor, atMs, reason } = event;
  if (approvals.some((approval) => approval.actor === actor)) return release;
  return withRecord(record(release, event, 'APPROVED_FOR'), phaseIndex, {
    approvals: [...approvals, { actor, atMs, reason }],
  });
}

/** Stops the timers only; the live phase stays live. */
export function pause(release: Release, atMs: number): Release {
  const { stage } = release;
  const paused = { ...release, pausedSinceMs: atMs };
  return 'phaseIndex' in stage
    ? { ...paused, stage: { ...stage, ...stopped(stage, atMs) } }
    : paused;
}

/** Lets the timer run again with the time that remained; one that waits for regions goes on to wait. */
function unpause(release: Release, atMs: number): Release {
  const { stage } = release;
  const running = { ...release, pausedSinceMs: null };
  const standsStill = stage.kind === 'baking' && stage.unansweredSinceMs !== undefined;
  return 'phaseIndex' in stage && !standsStill
    ? { ...running, stage: { ...stage, runningSinceMs: atMs } }
    : running;
}

function record(release: Release, event: ReleaseEvent, type: ActionType): Release {
  const { atMs, actor, reason } = event;
  return withAction(release, { type, atMs, actor, reason });
}

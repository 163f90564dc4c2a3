import { abort, advance, complete, skipPhase, startIfFree } from '../advance.ts';
import { wasApproved } from '../can.ts';
import type { PersonEvent, PipelineEvent } from '../event.ts';
import { withAction, withRecord, stopped, isActive, withConfig } from '../release.ts';
import type { Release, Context, PipelineState } from '../state.ts';
import type { ActionType, ConfigState } from '../records.ts';
import { withFinished } from '../release-history.ts';

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
  if (!('phaseIndex' in stage)) return paused;
  const { unanswered } = stage.kind === 'baking' ? stage : {};
  const deadline = unanswered && { unanswered: { ...unanswered, ...stopped(unanswered, atMs) } };
  return { ...paused, stage: { ...stage, ...stopped(stage, atMs), ...deadline } };
}

/** Lets the timer run again with the time that remained: of the bake, or of the regions that have to answer before it. */
function unpause(release: Release, atMs: number): Release {
  const { stage } = release;
  const running = { ...release, pausedSinceMs: null };
  if (!('phaseIndex' in stage)) return running;
  if (stage.kind === 'baking' && stage.unanswered !== undefined) {
    const unanswered = { ...stage.unanswered, runningSinceMs: atMs };
    return { ...running, stage: { ...stage, unanswered } };
  }
  return { ...running, stage: { ...stage, runningSinceMs: atMs } };
}

function record(release: Release, event: ReleaseEvent, type: ActionType): Release {
  const { atMs, actor, reason } = event;
  return withAction(release, { type, atMs, actor, reason });
}

/** The state with a release as it is now; one that has ended leaves its config free. */
export function withRelease(state: PipelineState, release: Release): PipelineState {
  if (isActive(release)) {
    return { ...state, activeReleases: { ...state.activeReleases, [release.id]: release } };
  }
  const active = Object.entries(state.activeReleases).filter(([id]) => id !== release.id);
  const activeReleases = Object.fromEntries(active);
  const next = { ...state, activeReleases, ...withFinished(state, release) };
  return withConfig(next, release.config, { ...ending(release), activeRelease: null });
}

/** A completed release's version becomes everyone's; an aborted one leaves automation held. */
function ending(release: Release): Partial<ConfigState> {
  if (release.stage.kind === 'completed') return { current: release.to };
  const { stage, actions } = release;
  const actor = actions.at(-1)?.actor ?? release.startedBy;
  return 'atMs' in stage
    ? {
        automationHeld: {
          sinceMs: stage.atMs,
          actor,
          because: `release ${release.id} was aborted`,
        },
      }
    : {};
}

/** Aborts a release in the same step as something that takes its place. */
export function abortedFor(
  state: PipelineState,
  release: Release,
  { atMs, actor }: { atMs: number; actor: string },
  reason: string,
): PipelineState {
  return withRelease(
    state,
    abort(withAction(release, { type: 'ABORTED', atMs, actor, reason }), atMs),
  );
}

import { beginBake, answerDeadline, goOnWithout, notYetAnswered } from './answers.ts';
import { blockOf, freeFromMs, type Target } from './blocks.ts';
import { blockingGuardrails } from './guardrails.ts';
import { nextRampStep } from './ramps.ts';
import {
  isApproved,
  withAction,
  withRecord,
  activeReleases,
  endsAtMs,
  newTimer,
} from './release.ts';
import type { Release, Context } from './state.ts';

/** What time alone does to a release next. */
export interface Step {
  atMs: number;
  apply: (release: Release, atMs: number) => Release;
}

/** The actor of an expired approval. */
const TIMEOUT_ACTOR = 'approval timeout';

/** Who aborts when regions do not answer. */
const REGIONS_ACTOR = 'region failure';

/**
 * The next step that a release takes by itself, at `fromMs` or later; undefined: only a person moves it on. While it
 * is paused its timers stand still and nothing starts by itself.
 *
 * Source of the rules: Statsig, "Setting phase transitions": the interval counts only after the approval.
 */
export function nextStep(context: Context, release: Release, fromMs: number): Step | undefined {
  const { stage } = release;
  if (release.pausedSinceMs !== null) return undefined;
  if (stage.kind === 'waiting') {
    if (!isApproved(release, stage.phaseIndex)) return timeoutStep(context, release, fromMs);
    const atMs = freeFromMs(context, release, stage.phaseIndex, Math.max(stage.sinceMs, fromMs));
    return atMs === undefined ? undefined : { atMs, apply: starting(context) };
  }
  if (stage.kind !== 'baking') return undefined;
  if (stage.unanswered !== undefined) return answerTimeoutStep(context, release, fromMs);
  if (blockingGuardrails(release).length > 0) return undefined;
  const dueMs = endsAtMs(stage, release.phases[stage.phaseIndex]?.timeIntervalMs ?? 0);
  return dueMs === undefined ? undefined : leavingStep(context, release, Math.max(dueMs, fromMs));
}

/** Past the last phase everyone gets the new version, so that step can be blocked. */
function leavingStep(context: Context, release: Release, dueMs: number): Step | undefined {
  const atMs = isLastPhase(release) ? freeFromMs(context, release, 'everyone', dueMs) : dueMs;
  return atMs === undefined ? undefined : { atMs, apply: leavePhase };
}

function timeoutStep(context: Context, release: Release, fromMs: number): Step | undefined {
  const { stage } = release;
  if (stage.kind !== 'waiting') return undefined;
  const phase = release.phases[stage.phaseIndex];
  if (phase?.approvalTimeoutMs == null) return undefined;
  const endMs = endsAtMs(stage, phase.approvalTimeoutMs);
  if (endMs === undefined) return undefined;
  const dueMs = Math.max(endMs, fromMs);
  const actor = TIMEOUT_ACTOR;
  const reason = `nobody approved phase "${phase.id}" in time`;
  switch (phase.onApprovalTimeout) {
    case 'abort':
      return {
        atMs: dueMs,
        apply: (late, atMs) =>
          abort(withAction(late, { type: 'ABORTED', atMs, actor, reason }), atMs),
      };
    case 'skip': {
      const step = leavingStep(context, release, dueMs);
      return (
        step && {
          atMs: step.atMs,
          apply: (late, atMs) =>
            skipPhase(withAction(late, { type: 'SKIPPED', atMs, actor, reason }), atMs),
        }
      );
    }
    case 'approve': {
      const atMs = freeFromMs(context, release, stage.phaseIndex, dueMs);
      if (atMs === undefined) return undefined;
      return {
        atMs,
        apply: (late, startMs) =>
          startPhase(
            context,
            withAction(late, { type: 'APPROVED_FOR', atMs: startMs, actor, reason }),
            startMs,
          ),
      };
    }
  }
}

/** What a phase does whose regions took too long. */
function answerTimeoutStep(context: Context, release: Release, fromMs: number): Step | undefined {
  const { stage } = release;
  const end = answerDeadline(context, release);
  if (end === undefined || stage.kind !== 'baking') return undefined;
  const atMs = Math.max(end.atMs, fromMs);
  if (end.policy === 'continue') return { atMs, apply: goOnWithout };
  const missed = notYetAnswered(context, release, stage.phaseIndex).map(({ region }) => region);
  const phase = release.phases[stage.phaseIndex]?.id ?? '';
  const reason = `phase "${phase}" got no answer of ${missed.join(', ')}`;
  const action = { type: 'ABORTED', actor: REGIONS_ACTOR, reason } as const;
  return {
    atMs,
    apply: (late, abortMs) => abort(withAction(late, { ...action, atMs: abortMs }), abortMs),
  };
}

/** Whether leaving the current phase completes the release. */
export function isLastPhase({ stage, phases }: Release): boolean {
  return 'phaseIndex' in stage && stage.phaseIndex === phases.length - 1;
}

/** Comes to a phase, which waits until it is approved and nothing blocks it. Past the last one the release is complete. */
function enterPhase(release: Release, phaseIndex: number, atMs: number): Release {
  return phaseIndex >= release.phases.length
    ? complete(release, atMs)
    : {
        ...release,
        stage: { kind: 'waiting', phaseIndex, sinceMs: atMs, ...newTimer(release, atMs) },
      };
}

const starting = (context: Context) => (release: Release, atMs: number) =>
  startPhase(context, release, atMs);

/** Releases the rules of the phase that waits; its bake timer starts when its regions answer. */
function startPhase(context: Context, release: Release, atMs: number): Release {
  const { stage } = release;
  if (stage.kind !== 'waiting') return release;
  const { phaseIndex } = stage;
  return {
    ...withRecord(release, phaseIndex, { startedAtMs: atMs }),
    stage: beginBake(context, release, phaseIndex, atMs),
  };
}

/** Starts the phase that waits if it may: a person's action moves the release even where it is paused. */
export function startIfFree(context: Context, release: Release, atMs: number): Release {
  const { stage } = release;
  if (stage.kind !== 'waiting' || !isApproved(release, stage.phaseIndex)) return release;
  const reach: Target = stage.phaseIndex;
  return blockOf(context, release, reach, atMs) === undefined
    ? startPhase(context, release, atMs)
    : release;
}

/** Ends the current phase and comes to the next. */
function leavePhase(release: Release, atMs: number): Release {
  const { stage } = release;
  if (!('phaseIndex' in stage)) return release;
  const ended = withRecord(release, stage.phaseIndex, { endedAtMs: atMs });
  return enterPhase(ended, stage.phaseIndex + 1, atMs);
}

/** Leaves the current phase at once. One that still waited is never released by itself. */
export function skipPhase(release: Release, atMs: number): Release {
  const { stage } = release;
  if (!('phaseIndex' in stage)) return release;
  return leavePhase(withRecord(release, stage.phaseIndex, { skipped: true }), atMs);
}

/** Everyone gets the new version at once. */
export function complete(release: Release, atMs: number): Release {
  return endLivePhase(
    { ...release, pausedSinceMs: null, stage: { kind: 'completed', atMs } },
    release,
    atMs,
  );
}

/** Everyone is back at the version before the release, at once and for good. */
export function abort(release: Release, atMs: number): Release {
  return endLivePhase(
    { ...release, pausedSinceMs: null, stage: { kind: 'aborted', atMs } },
    release,
    atMs,
  );
}

function endLivePhase(ended: Release, { stage }: Release, atMs: number): Release {
  return stage.kind === 'baking' ? withRecord(ended, stage.phaseIndex, { endedAtMs: atMs }) : ended;
}

/**
 * Lets time pass from `fromMs` up to `toMs`. Each step that is due is taken at its own time, not at the time of the
 * call, so a release that slept through several phases is caught up in order, never past an approval.
 */
export function advance(context: Context, release: Release, fromMs: number, toMs: number): Release {
  let advanced = release;
  for (let atMs = fromMs; ;) {
    const step = nextStep(context, advanced, atMs);
    if (step === undefined || step.atMs > toMs) return advanced;
    advanced = step.apply(advanced, step.atMs);
    atMs = step.atMs;
  }
}

/** The earliest moment at which time alone changes the state; undefined when it never does. */
export function nextWakeUpMs(context: Context): number | undefined {
  const { state } = context;
  const times = [
    ...activeReleases(state).map((release) => nextStep(context, release, state.lastEventAtMs)),
    nextRampStep(context, state.lastEventAtMs),
  ].flatMap((step) => step?.atMs ?? []);
  return times.length === 0 ? undefined : Math.min(...times);
}

import { own } from '../../common/own.ts';
import type { Definition } from '../definition/definition.ts';
import { advance } from './advance.ts';
import { applyAnswers } from './answers.ts';
import { can, type ReleaseAction } from './can.ts';
import type { PipelineEvent, Effect } from './event.ts';
import { advanceRamps, settleRamps } from './ramps.ts';
import { refusal, type Refusal } from './refusal.ts';
import { activeReleases, releasedPhases } from './release.ts';
import { findRelease, isArchived } from './release-history.ts';
import type { PipelineState, Release, Context } from './state.ts';
import { actOnRelease, type ReleaseEvent, withRelease } from './transitions/act-on-release.ts';
import { changeConfig } from './transitions/change-config.ts';
import { changeDefinition } from './transitions/change-definition.ts';
import { changeFaults } from './transitions/change-faults.ts';
import { changeHold } from './transitions/hold.ts';
import { observe, judgeGuardrail } from './transitions/observe.ts';
import { rollBack } from './transitions/roll-back.ts';

export type Reduction =
  | { accepted: true; definition: Definition; state: PipelineState; effects: Effect[] }
  | ({ accepted: false } & Refusal);

const ACTION_OF: Record<ReleaseEvent['type'], ReleaseAction> = {
  'phase-approved': 'approve',
  'release-paused': 'pause',
  'release-unpaused': 'unpause',
  'phase-skipped': 'skip',
  'release-rolled-out': 'rollout',
  'release-aborted': 'abort',
};

/**
 * The one place where state changes: pure, so that replaying a log gives the live state again. Time that passed
 * before the event is let pass first; a refused event leaves no trace. The definition comes back as it is after the
 * event, which only `definition-changed` makes another.
 */
export function reduce(
  definition: Definition,
  state: PipelineState,
  event: PipelineEvent,
): Reduction {
  const before = passTime(definition, state, event.atMs);
  const acted = apply(definition, before, event);
  if ('code' in acted) return { accepted: false, ...acted };
  const after = event.type === 'definition-changed' ? event.definition : definition;
  const mayRamp =
    after !== definition || acted.configs !== before.configs || state.lastEventAtMs === 0;
  const next = mayRamp ? settleRamps({ definition: after, state: acted }, event.atMs) : acted;
  const applied = mayBeAnswer(event)
    ? applyNow({ definition: after, state: next }, event.atMs)
    : next;
  const settled =
    applied !== next || mayUnblock(event) ? passTime(after, applied, event.atMs) : applied;
  return {
    accepted: true,
    definition: after,
    state: settled,
    effects: publications(state, settled, event).concat(repairs(settled, event)),
  };
}

function apply(
  definition: Definition,
  state: PipelineState,
  event: PipelineEvent,
): PipelineState | Refusal {
  switch (event.type) {
    case 'definition-changed':
      return changeDefinition(definition, state, event);
    case 'config-changed':
      return changeConfig(definition, state, event);
    case 'config-rolled-back':
      return rollBack(state, event);
    case 'hold-placed':
    case 'hold-lifted':
      return changeHold(state, event);
    case 'fault-added':
    case 'fault-cleared':
      return changeFaults(definition, state, event);
    case 'phase-approved':
    case 'release-paused':
    case 'release-unpaused':
    case 'phase-skipped':
    case 'release-rolled-out':
    case 'release-aborted':
      return act(definition, state, event);
    case 'guardrail-judged':
      return judgeGuardrail(state, event);
    case 'timer-fired':
      return state;
    case 'deployment-started':
    case 'region-observed':
    case 'stack-updated':
    case 'stack-update-failed':
      return observe(state, event);
  }
}

function act(
  definition: Definition,
  state: PipelineState,
  event: ReleaseEvent,
): PipelineState | Refusal {
  const context = { definition, state };
  const release = findRelease(state, event.release);
  if (isArchived(state, event.release)) {
    return refusal(
      'NOTHING_ACTIVE',
      `release ${event.release} has ended`,
      'Show the state with: npx colorteller status',
    );
  }
  if (release === undefined) {
    return refusal(
      'UNKNOWN_RELEASE',
      `there is no release "${event.release}"`,
      'List the releases with: npx colorteller status',
    );
  }
  const { atMs, actor } = event;
  const verdict = can(context, release, {
    action: ACTION_OF[event.type],
    atMs,
    actor,
    ...('phase' in event ? { phase: event.phase } : {}),
  });
  if (!verdict.allowed) return refusal(verdict.code, verdict.reason, verdict.action);
  return withRelease(state, actOnRelease(context, release, event));
}

/** What may move a release on at once: a block that ends, other windows, an update that fails for good, a verdict. */
function mayUnblock({ type }: PipelineEvent): boolean {
  return ['hold-lifted', 'definition-changed', 'stack-update-failed', 'guardrail-judged'].includes(
    type,
  );
}

/** Whether other regions than before may answer the new version of a release. */
function mayBeAnswer({ type }: PipelineEvent): boolean {
  return ['region-observed', 'stack-updated', 'definition-changed', 'deployment-started'].includes(
    type,
  );
}

function applyNow(context: Context, atMs: number): PipelineState {
  return activeReleases(context.state)
    .map((release) => applyAnswers(context, release, atMs))
    .filter((release) => release !== own(context.state.activeReleases, release.id))
    .reduce(withRelease, context.state);
}

function passTime(definition: Definition, state: PipelineState, atMs: number): PipelineState {
  const context = { definition, state };
  const advanced = activeReleases(state)
    .map((release) => advance(context, release, state.lastEventAtMs, atMs))
    .filter((release) => release !== own(state.activeReleases, release.id))
    // The history is in the order in which releases ended, also where one event catches up on several.
    .sort((left, right) => endedAtMs(left) - endedAtMs(right));
  const next = advanced.reduce(withRelease, { ...state, lastEventAtMs: atMs });
  return advanceRamps({ definition, state: next }, state.lastEventAtMs, atMs);
}

function endedAtMs({ stage }: Release): number {
  return 'atMs' in stage ? stage.atMs : Number.MAX_SAFE_INTEGER;
}

/** A config is published again when its version for anyone may have changed. */
function publications(
  before: PipelineState,
  after: PipelineState,
  { type }: PipelineEvent,
): Effect[] {
  return Object.keys(after.configs)
    .filter(
      (config) =>
        type === 'definition-changed' ||
        (!isUntouched(before, after, config) && reach(before, config) !== reach(after, config)),
    )
    .map((config) => ({ type: 'publish-decision', config }));
}

/** Most events touch no release: what is the same object reaches the same users. */
function isUntouched(before: PipelineState, after: PipelineState, name: string): boolean {
  const config = own(after.configs, name);
  if (config === undefined || own(before.configs, name) !== config) return false;
  const id = config.activeRelease ?? '';
  return own(before.activeReleases, id) === own(after.activeReleases, id);
}

/** Names the versions and the users that they reach: equal texts mean equal decisions for everyone. */
function reach(state: PipelineState, name: string): string {
  const config = own(state.configs, name);
  if (config === undefined) return '';
  const release = own(state.activeReleases, config.activeRelease ?? '');
  const phases = release === undefined ? [] : releasedPhases(release).map(({ id }) => id);
  return JSON.stringify([config.current.configVersion, phases.length > 0 && release?.id, phases]);
}

/** The next update of the stack repairs a region that had its config and no longer answers. */
function repairs(state: PipelineState, event: PipelineEvent): Effect[] {
  if (event.type !== 'region-observed' || event.answer !== null) return [];
  return own(state.regions, event.region)?.applied == null
    ? []
    : [{ type: 'repair-region', region: event.region }];
}

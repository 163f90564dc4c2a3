import type { Definition } from '../definition/definition.ts';
import { advance } from './advance.ts';
import { can, type ReleaseAction } from './can.ts';
import type { Effect } from './effect.ts';
import type { PipelineEvent } from './event.ts';
import type { Refusal } from './refusal.ts';
import { activeReleases, isActive, releasedPhases } from './release.ts';
import type { PipelineState, Release } from './state.ts';
import { actOnRelease, type ReleaseEvent } from './transitions/act-on-release.ts';
import { changeConfig } from './transitions/change-config.ts';
import { observe } from './transitions/observe.ts';

export type Reduction =
  { accepted: true; state: PipelineState; effects: Effect[] } | ({ accepted: false } & Refusal);

const ACTION_OF: Record<ReleaseEvent['type'], ReleaseAction> = {
  'phase-approved': 'approve',
  'release-paused': 'pause',
  'release-unpaused': 'unpause',
  'phase-skipped': 'skip',
  'release-rolled-out': 'rollout',
  'release-aborted': 'abort',
};

/**
 * The one place where state changes: pure, so that replaying a log gives the live state again.
 * Time that passed before the event is let pass first; a refused event leaves no trace.
 */
export function reduce(
  definition: Definition,
  state: PipelineState,
  event: PipelineEvent,
): Reduction {
  const before = passTime(state, event.atMs);
  const next = apply(definition, before, event);
  if ('code' in next) return { accepted: false, ...next };
  const settled = settle(next);
  return {
    accepted: true,
    state: settled,
    effects: [...publications(state, settled), ...repairs(settled, event)],
  };
}

function apply(
  definition: Definition,
  state: PipelineState,
  event: PipelineEvent,
): PipelineState | Refusal {
  switch (event.type) {
    case 'config-changed':
      return changeConfig(definition, state, event);
    case 'phase-approved':
    case 'release-paused':
    case 'release-unpaused':
    case 'phase-skipped':
    case 'release-rolled-out':
    case 'release-aborted':
      return act(state, event);
    case 'timer-fired':
      return state;
    case 'region-observed':
    case 'stack-updated':
    case 'stack-update-failed':
      return observe(state, event);
  }
}

function act(state: PipelineState, event: ReleaseEvent): PipelineState | Refusal {
  const release = state.releases[event.release];
  if (release === undefined) {
    return {
      code: 'UNKNOWN_RELEASE',
      reason: `there is no release "${event.release}"`,
      action: 'Look at the status for the releases there are.',
    };
  }
  const verdict = can(release, ACTION_OF[event.type], 'phase' in event ? event.phase : undefined);
  if (!verdict.allowed) {
    return { code: verdict.code, reason: verdict.reason, action: verdict.action };
  }
  return withRelease(state, actOnRelease(release, event));
}

function passTime(state: PipelineState, atMs: number): PipelineState {
  const advanced = activeReleases(state)
    .map((release) => advance(release, atMs))
    .filter((release) => release !== state.releases[release.id]);
  return advanced.reduce(withRelease, { ...state, lastEventAtMs: atMs });
}

function withRelease(state: PipelineState, release: Release): PipelineState {
  return { ...state, releases: { ...state.releases, [release.id]: release } };
}

/** Ends what has ended: a completed release's version becomes everyone's, an aborted one's nobody's. */
function settle(state: PipelineState): PipelineState {
  let configs = state.configs;
  for (const [name, config] of Object.entries(configs)) {
    const release =
      config.activeRelease === null ? undefined : state.releases[config.activeRelease];
    if (release === undefined || isActive(release)) continue;
    const current = release.stage.kind === 'completed' ? release.to : release.from;
    configs = { ...configs, [name]: { ...config, current, activeRelease: null } };
  }
  return configs === state.configs ? state : { ...state, configs };
}

/** A config is published again when its version for anyone may have changed. */
function publications(before: PipelineState, after: PipelineState): Effect[] {
  return Object.keys(after.configs)
    .filter((config) => reach(before, config) !== reach(after, config))
    .map((config) => ({ type: 'publish-decision', config }));
}

/** Names which versions reach whom: equal texts mean equal decisions for everyone. */
function reach(state: PipelineState, name: string): string {
  const config = state.configs[name];
  if (config === undefined) return '';
  const release = config.activeRelease === null ? undefined : state.releases[config.activeRelease];
  const phases = release === undefined ? [] : releasedPhases(release).map(({ id }) => id);
  return JSON.stringify([config.current.configVersion, phases.length > 0 && release?.id, phases]);
}

/** A region that had its config and no longer answers is looked after by its stack's next update. */
function repairs(state: PipelineState, event: PipelineEvent): Effect[] {
  if (event.type !== 'region-observed' || event.answer !== null) return [];
  return state.regions[event.region]?.applied == null
    ? []
    : [{ type: 'repair-region', region: event.region }];
}

import { own } from '../../../common/own.ts';
import type { PipelineEvent } from '../event.ts';
import { releaseStatus, releaseVerdict, withConfig } from '../release.ts';
import { findRelease } from '../release-history.ts';
import { refusal, type Refusal } from '../refusal.ts';
import { refuseStale } from '../preconditions.ts';
import type { PipelineState, Release } from '../state.ts';
import type { ConfigState } from '../records.ts';
import { unknownConfig } from '../unknown-name.ts';
import { abortedFor } from './act-on-release.ts';

type RolledBack = Extract<PipelineEvent, { type: 'config-rolled-back' }>;

/**
 * Everyone gets the version of a good release again, at once, whatever is held or closed: the way out of an incident
 * is never barred. An active release is aborted in the same step; automation is then held until a person starts a release.
 */
export function rollBack(state: PipelineState, event: RolledBack): PipelineState | Refusal {
  const { config: name, release: id, atMs, actor } = event;
  const config = own(state.configs, name);
  if (config === undefined) return unknownConfig(state, name);
  const target = findRelease(state, id) ?? event.archived;
  if (target?.config !== name) {
    return refusal(
      'UNKNOWN_RELEASE',
      `"${name}" has no release "${id}"`,
      'List the releases with: npx colorteller status',
    );
  }
  const refused = refuseStale(name, config, event) ?? canRollBack(config, target);
  if (refused !== undefined) return refused;
  const active = own(state.activeReleases, config.activeRelease ?? '');
  const because = `rolled back to ${id}`;
  const next = active === undefined ? state : abortedFor(state, active, event, because);
  const automationHeld = { sinceMs: atMs, actor, because };
  return withConfig(next, name, { current: target.to, automationHeld });
}

/** Why a config cannot go back to that release of it; undefined when it can. */
export function canRollBack(config: ConfigState, target: Release): Refusal | undefined {
  const { id, config: name } = target;
  if (releaseVerdict(target) !== 'good') {
    const status = releaseStatus(target).toLowerCase().replaceAll('_', ' ');
    return refusal(
      'ACTION_REFUSED',
      `release ${id} is ${status}; only a good (completed) release can be a rollback target`,
      'Name a completed one, or abort the active release.',
    );
  }
  if ((typeof target.to.defaultValue === 'boolean') !== (config.kind === 'gate')) {
    return refusal(
      'ACTION_REFUSED',
      `release ${id} is from before "${name}" became a ${config.kind.replace('-', ' ')}`,
      'Name a release that came after, or change the value.',
    );
  }
  if (config.activeRelease === null && config.current.configVersion === target.to.configVersion) {
    return refusal(
      'NO_CHANGE',
      `"${name}" has the version of ${id} already`,
      'Nothing needs to be done.',
    );
  }
  return undefined;
}

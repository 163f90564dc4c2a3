import { own } from '../../common/own.ts';
import { isReleased } from '../pipeline/release.ts';
import type { Decision, Version } from '../pipeline/records.ts';
import type { PipelineState } from '../pipeline/state.ts';
import { matchesAnyRule } from '../targeting/match-rule.ts';
import type { EvaluationUser } from '../targeting/user.ts';

/** What a decision depends on of the state. */
export type ReleasedConfigs = Pick<PipelineState, 'configs' | 'activeReleases'>;

/**
 * While a release is active, users matched by the rules of its released phases get the new version,
 * all others the old. Undefined when there is no such config.
 */
export function decide(
  { configs, activeReleases }: ReleasedConfigs,
  config: string,
  user: EvaluationUser,
): Decision | undefined {
  const configState = own(configs, config);
  if (configState === undefined) return undefined;
  const { current, activeRelease } = configState;
  const release = activeRelease === null ? undefined : own(activeReleases, activeRelease);
  if (release === undefined) {
    return decided(current, null, 'no release is active: everyone has the current version');
  }
  for (const [index, { id, rules }] of release.phases.entries()) {
    if (!isReleased(release, index) || !matchesAnyRule(rules, user)) continue;
    return decided(release.to, id, `phase "${id}" of ${release.id} is released`);
  }
  return decided(current, null, `no released phase of ${release.id} matches yet`);
}

/** Property by property: a spread costs more than the decision itself, and this is asked for every evaluation. */
function decided(version: Version, phase: string | null, reason: string): Decision {
  const { defaultValue, rules, configVersion, release } = version;
  return { defaultValue, rules, configVersion, release, phase, reason };
}

import type { PipelineState, Version } from '../pipeline/state.ts';
import { releasedPhases } from '../pipeline/release.ts';
import { matchesAnyRule } from '../targeting/match-rule.ts';
import type { EvaluationUser } from '../targeting/user.ts';

/** The version of a gate or dynamic config for one user, and why. */
export interface Decision extends Version {
  /** The released phase that gave the new version; null when the current version applies. */
  phase: string | null;
  reason: string;
}

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
  const configState = configs[config];
  if (configState === undefined) return undefined;
  const { current, activeRelease } = configState;
  const release = activeRelease === null ? undefined : activeReleases[activeRelease];
  if (release === undefined) {
    return {
      ...current,
      phase: null,
      reason: 'no release is active: everyone has the current version',
    };
  }
  const phase = releasedPhases(release).find(({ rules }) => matchesAnyRule(rules, user));
  if (phase === undefined) {
    return { ...current, phase: null, reason: `no released phase of ${release.id} matches yet` };
  }
  return {
    ...release.to,
    phase: phase.id,
    reason: `phase "${phase.id}" of ${release.id} is released`,
  };
}

import { releasedPhases } from '../pipeline/release.ts';
import { latestReleases } from '../pipeline/release-history.ts';
import type { PipelineState, Release } from '../pipeline/state.ts';
import { matchesAnyRule } from '../targeting/match-rule.ts';
import type { EvaluationUser } from '../targeting/user.ts';

/** How many finished releases are looked through. */
const REMEMBERED = 50;

/**
 * Since when the releases have given a user the version of a config that they give now: when a phase reached them, or the
 * release that did was completed or aborted. Null where none of the latest releases changed it.
 */
export function decidedSince(
  state: PipelineState,
  config: string,
  user: EvaluationUser,
): number | null {
  const releases = latestReleases(state, REMEMBERED).filter((release) => release.config === config);
  for (const release of releases.toReversed()) {
    const sinceMs = changedAt(release, user);
    if (sinceMs !== null) return sinceMs;
  }
  return null;
}

/** When the release last gave the user another version; null: never. */
function changedAt(release: Release, user: EvaluationUser): number | null {
  const { stage } = release;
  const phase = releasedPhases(release).find(({ rules }) => matchesAnyRule(rules, user));
  const reachedMs =
    phase === undefined
      ? null
      : (release.records[release.phases.indexOf(phase)]?.startedAtMs ?? null);
  if (stage.kind === 'aborted') return reachedMs === null ? null : stage.atMs;
  return reachedMs ?? (stage.kind === 'completed' ? stage.atMs : null);
}

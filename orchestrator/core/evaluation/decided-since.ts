import { releasedPhases } from '../pipeline/release.ts';
import type { Release } from '../pipeline/state.ts';
import { matchesAnyRule } from '../targeting/match-rule.ts';
import type { EvaluationUser } from '../targeting/user.ts';

/**
 * Since when the releases of a config have given a user the version that they give now: when a phase reached them, or the
 * release that did was completed or aborted. Null where none of them changed it.
 * @param releases of that config, oldest first.
 */
export function decidedSince(releases: readonly Release[], user: EvaluationUser): number | null {
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

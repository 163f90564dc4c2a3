import { own } from '../../common/own.ts';
import { isReleased, releasedPhases } from '../pipeline/release.ts';
import type { Decision, Version } from '../pipeline/records.ts';
import type { PipelineState, Release } from '../pipeline/state.ts';
import { matchesAnyRule } from '../targeting/match-rule.ts';
import type { EvaluationUser } from '../targeting/user.ts';
import { subjectsOf } from '../definition/cells.ts';
import type { Definition, Phase } from '../definition/definition.ts';

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

/** Property by property: a spread costs more than the decision itself, and this runs for every evaluation. */
function decided(version: Version, phase: string | null, reason: string): Decision {
  const { defaultValue, rules, configVersion, release } = version;
  return { defaultValue, rules, configVersion, release, phase, reason };
}

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

type Names = readonly string[];

/** A view is made after every event, and phases change with the definition alone. */
const cache = new WeakMap<readonly Phase[], { definition: Definition; names: readonly Names[] }>();

/** For each phase the regions, or cells of them, that it gives a change to, in the order of the workspace file: the first that matches does. */
export function phaseRegions(definition: Definition, phases: readonly Phase[]): readonly Names[] {
  const found = cache.get(phases);
  if (found?.definition === definition) return found.names;
  const left = new Set(subjectsOf(definition.regions));
  const names = phases.map(({ rules }) => {
    const reached = [...left].filter((region) => matchesAnyRule(rules, region));
    for (const region of reached) left.delete(region);
    return reached.map(({ name }) => name);
  });
  cache.set(phases, { definition, names });
  return names;
}

import { own } from '../../../common/own.ts';
import { subjectsOf } from '../../../core/definition/cells.ts';
import { REGION_CONFIG } from '../../../core/definition/region-config-name.ts';
import { findRelease, touchedReleases } from '../../../core/pipeline/release-history.ts';
import { isActive, isReleased } from '../../../core/pipeline/release.ts';
import type { PipelineState, Release, Context } from '../../../core/pipeline/state.ts';
import { matchesAnyRule } from '../../../core/targeting/match-rule.ts';

/** A phase that has started and whose regions do not all answer its version yet. */
export interface PendingPhase {
  release: string;
  pipeline: string;
  config: string;
  /** Its id. */
  phase: string;
  index: number;
  startedAtMs: number;
}

/** The pending phases of a state, without earlier events. */
export function pendingAt(context: Context): PendingPhase[] {
  const { configs, activeReleases } = context.state;
  const config = own(configs, REGION_CONFIG);
  const latest = config?.activeRelease ?? config?.current.release ?? '';
  const release = own(activeReleases, latest) ?? findRelease(context.state, latest);
  if (release === undefined) return [];
  return startedPhases(release).filter((phase) => !isLive(context, phase));
}

/** The pending phases after an event, and those that it made live: all their regions answer. Each becomes live once. */
export function followPhases(
  pending: readonly PendingPhase[],
  before: PipelineState,
  after: Context,
): { pending: readonly PendingPhase[]; live: readonly PendingPhase[] } {
  const started = touchedReleases(before, after.state)
    .flatMap(({ was, is }) =>
      startedPhases(is).filter(({ index }) => was === undefined || !isReleased(was, index)),
    )
    .filter((phase) => regionsOf(after, phase).length > 0);
  if (pending.length === 0 && started.length === 0) return { pending, live: [] };
  const relevant = [...pending, ...started].filter((phase) => isRelevant(after.state, phase));
  const live = relevant.filter((phase) => isLive(after, phase));
  return { pending: relevant.filter((phase) => !live.includes(phase)), live };
}

/** Regions answer one config only. */
function startedPhases(release: Release): PendingPhase[] {
  const { id, pipeline, config, phases, records } = release;
  if (config !== REGION_CONFIG) return [];
  return phases.flatMap((phase, index) => {
    const startedAtMs = records[index]?.startedAtMs ?? null;
    return startedAtMs === null
      ? []
      : [{ release: id, pipeline, config, phase: phase.id, index, startedAtMs }];
  });
}

/** Neither an aborted release nor one whose version was replaced can become live. */
function isRelevant(state: PipelineState, { release: id, config }: PendingPhase): boolean {
  const release = findRelease(state, id);
  return (
    release !== undefined &&
    (isActive(release) || own(state.configs, config)?.current.release === id)
  );
}

function isLive(context: Context, pending: PendingPhase): boolean {
  const version = findRelease(context.state, pending.release)?.to.configVersion;
  return regionsOf(context, pending).every(
    (name) => own(context.state.regions, name)?.answered?.configVersion === version,
  );
}

function regionsOf({ definition, state }: Context, { release, index }: PendingPhase): string[] {
  const rules = findRelease(state, release)?.phases[index]?.rules ?? [];
  return subjectsOf(definition.regions)
    .filter((region) => matchesAnyRule(rules, region))
    .map(({ name }) => name);
}

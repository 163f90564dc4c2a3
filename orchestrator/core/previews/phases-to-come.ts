import { blockOf } from '../pipeline/blocks.ts';
import type { UnstampedEvent } from '../pipeline/event.ts';
import { activeReleases, isActive, releaseVerdict } from '../pipeline/release.ts';
import type { Release, Context } from '../pipeline/state.ts';
import type { Change } from './changed-regions.ts';
import { phaseRegions } from '../evaluation/decide.ts';
import { touchedReleases } from '../pipeline/release-history.ts';

/** A phase of a release that has not ended. */
export interface PhaseToCome {
  release: string;
  id: string;
  name: string;
  /** Those that get the new value with it. */
  regions: readonly string[];
  status: 'live' | 'waiting' | 'to-come';
  /** People who have to approve it before it starts; 0: none any more. */
  approvalsNeeded: number;
  /** How long it bakes before the next may start. */
  bakeMs: number;
  /** What would keep it from starting if it came to that now; null where nothing does, and of a live one. */
  block: string | null;
}

/** A release that is over. */
export interface EndedRelease {
  release: string;
  config: string;
  verdict: 'good' | 'bad';
}

/** The phases that are live, wait or are to come in the releases that an event moves, or that a hold concerns. */
export function phasesToCome(change: Change, event: UnstampedEvent): PhaseToCome[] {
  const { after } = change;
  const moved =
    event.type === 'hold-placed' || event.type === 'hold-lifted'
      ? activeReleases(after.state)
      : touchedReleases(change.before.state, change.after.state).map(({ is }) => is);
  return moved.flatMap((release) => phasesOf(after, release, change.atMs));
}

function phasesOf(context: Context, release: Release, atMs: number): PhaseToCome[] {
  const { stage } = release;
  if (!('phaseIndex' in stage)) return [];
  const regions = phaseRegions(context.definition, release.phases);
  return release.phases.slice(stage.phaseIndex).map((phase, offset) => {
    const index = stage.phaseIndex + offset;
    const isLive = offset === 0 && stage.kind === 'baking';
    const given = release.records[index]?.approvals.length ?? 0;
    const needed = phase.requiredReview ? Math.max(0, phase.minimumApprovals - given) : 0;
    const block = isLive ? undefined : blockOf(context, release, index, atMs);
    return {
      release: release.id,
      id: phase.id,
      name: phase.name,
      regions: regions[index] ?? [],
      status: isLive ? 'live' : offset === 0 ? 'waiting' : 'to-come',
      approvalsNeeded: isLive ? 0 : needed,
      bakeMs: phase.timeIntervalMs,
      block: block?.reason ?? null,
    };
  });
}

/** The releases that are over afterwards. */
export function endedReleases(change: Change): EndedRelease[] {
  return touchedReleases(change.before.state, change.after.state).flatMap(({ is }) => {
    const verdict = releaseVerdict(is);
    return isActive(is) || verdict === null ? [] : [{ release: is.id, config: is.config, verdict }];
  });
}

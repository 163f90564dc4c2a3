import { own } from '../../../common/own.ts';
import { activeReleases, releaseStatus } from '../../../core/pipeline/release.ts';
import type { PipelineState } from '../../../core/pipeline/state.ts';

/** How long releases waited for people: for an approval, or while paused. */
export interface PeopleTime {
  /** The end of the counted time. */
  untilMs: number;
  /** By pipeline; releases that wait at the same time all count. */
  waitedMs: Readonly<Record<string, number>>;
}

/** Adds the time up to a moment, during which the state did not change. */
export function followPeopleTime(
  { untilMs, waitedMs }: PeopleTime,
  state: PipelineState,
  atMs: number,
): PeopleTime {
  const passedMs = Math.max(0, atMs - untilMs);
  const next = { ...waitedMs };
  for (const release of activeReleases(state)) {
    const status = releaseStatus(release);
    if (status !== 'WAITING_FOR_REVIEW' && status !== 'PAUSED') continue;
    next[release.pipeline] = (own(next, release.pipeline) ?? 0) + passedMs;
  }
  return { untilMs: Math.max(untilMs, atMs), waitedMs: next };
}

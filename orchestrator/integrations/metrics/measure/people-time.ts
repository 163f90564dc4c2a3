import { own } from '../../../common/own.ts';
import { activeReleases, releaseStatus } from '../../../core/pipeline/release.ts';
import type { PipelineState } from '../../../core/pipeline/state.ts';

/** How long releases waited for people: for an approval, or for whoever paused them. */
export interface PeopleTime {
  /** Up to when it is counted. */
  untilMs: number;
  /** By pipeline, since it was opened; releases that wait at once count each. */
  waitedMs: Readonly<Record<string, number>>;
}

/** What it comes to at a moment, where the state was that one since it was last counted. */
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

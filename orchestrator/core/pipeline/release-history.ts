import { own } from '../../common/own.ts';
import type { PipelineState, Release } from './state.ts';

/** How many finished releases the state holds; the log has them all. */
const KEPT = 200;

type Finished = Pick<PipelineState, 'finishedReleases' | 'finishedCounts'>;

/** The history with one more release at its end. */
export function withFinished(
  { finishedReleases, finishedCounts }: Finished,
  release: Release,
): Finished {
  const { completed, aborted } = finishedCounts;
  return {
    finishedReleases: [...finishedReleases, release].slice(-KEPT),
    finishedCounts:
      release.stage.kind === 'completed'
        ? { completed: completed + 1, aborted }
        : { completed, aborted: aborted + 1 },
  };
}

/** The releases that an event finished, in order. */
export function finishedBetween(before: Finished, after: Finished): readonly Release[] {
  const count = totalOf(after) - totalOf(before);
  return count === 0 ? [] : after.finishedReleases.slice(-count);
}

function totalOf({ finishedCounts: { completed, aborted } }: Finished): number {
  return completed + aborted;
}

/** The active releases and the latest `count` of the others, at most those that the state holds; oldest first. */
export function latestReleases(
  { activeReleases, finishedReleases }: PipelineState,
  count = KEPT,
): Release[] {
  return inOrder([...finishedReleases.slice(-count), ...Object.values(activeReleases)]);
}

/** The releases by when they were started, oldest first. */
export function inOrder(releases: readonly Release[]): Release[] {
  return releases.toSorted((left, right) => numberOf(left.id) - numberOf(right.id));
}

/** The release of that id, active or one of the latest that finished. */
export function findRelease(state: PipelineState, id: string): Release | undefined {
  return (
    own(state.activeReleases, id) ?? state.finishedReleases.findLast((release) => release.id === id)
  );
}

/** Whether a release finished so long ago that only the log holds it. */
export function isArchived(state: PipelineState, id: string): boolean {
  const number = numberOf(id);
  const isStarted = releaseId(number) === id && number >= 1 && number <= state.releaseCount;
  return isStarted && findRelease(state, id) === undefined;
}

/** The id of the release with that number, counted from 1. */
export function releaseId(number: number): string {
  return `rel-${number}`;
}

function numberOf(id: string): number {
  return Number(id.slice(releaseId(0).length - 1));
}

/** A release that an event changed; `was` is undefined for one that it started. */
export interface Touched {
  was: Release | undefined;
  is: Release;
}

/** The releases that are others after an event, those it started last; also one that ended in the moment it started. */
export function touchedReleases(before: PipelineState, after: PipelineState): Touched[] {
  const started = Array.from({ length: after.releaseCount - before.releaseCount }, (_, index) =>
    releaseId(before.releaseCount + 1 + index),
  );
  const ids = new Set([...Object.keys(before.activeReleases), ...started]);
  return [...ids].flatMap((id) => {
    const was = own(before.activeReleases, id);
    const is = findRelease(after, id);
    return is === undefined || is === was ? [] : [{ was, is }];
  });
}

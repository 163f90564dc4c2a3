import { own } from '../../common/own.ts';
import type { PipelineState, Release } from './state.ts';

/** Finished releases a chunk: adding one copies a chunk and the list of chunks, however long the history is. */
const CHUNK = 128;

/** The history with one more release at its end. */
export function withFinished(
  chunks: PipelineState['finishedReleases'],
  release: Release,
): PipelineState['finishedReleases'] {
  const last = chunks.at(-1);
  return last === undefined || last.length >= CHUNK
    ? [...chunks, [release]]
    : [...chunks.slice(0, -1), [...last, release]];
}

/** Every release ever started, oldest first. */
export function allReleases({
  activeReleases,
  finishedReleases,
}: Pick<PipelineState, 'activeReleases' | 'finishedReleases'>): Release[] {
  return [...finishedReleases.flat(), ...Object.values(activeReleases)].sort(
    (left, right) => numberOf(left) - numberOf(right),
  );
}

/** The active releases and the latest `count` of the others, oldest first. */
export function latestReleases(
  { activeReleases, finishedReleases }: PipelineState,
  count: number,
): Release[] {
  // So many chunks hold that many at least: all but the last are full.
  const chunks = finishedReleases.slice(-1 - Math.ceil(count / CHUNK));
  return allReleases({ activeReleases, finishedReleases: [chunks.flat().slice(-count)] });
}

/** The release of that id, active or finished. */
export function findRelease(state: PipelineState, id: string): Release | undefined {
  const active = own(state.activeReleases, id);
  if (active !== undefined) return active;
  for (const chunk of state.finishedReleases.toReversed()) {
    const found = chunk.find((release) => release.id === id);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The id of the release with that number, counted from 1. */
export function releaseId(number: number): string {
  return `rel-${number}`;
}

function numberOf({ id }: Release): number {
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

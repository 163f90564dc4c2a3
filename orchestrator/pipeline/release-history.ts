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
export function allReleases({ activeReleases, finishedReleases }: PipelineState): Release[] {
  return [...finishedReleases.flat(), ...Object.values(activeReleases)].sort(
    (left, right) => numberOf(left) - numberOf(right),
  );
}

/** The release of that id, active or finished. */
export function findRelease(state: PipelineState, id: string): Release | undefined {
  return state.activeReleases[id] ?? state.finishedReleases.flat().findLast((one) => one.id === id);
}

/** The id of the release with that number, counted from 1. */
export function releaseId(number: number): string {
  return `rel-${number}`;
}

function numberOf({ id }: Release): number {
  return Number(id.slice(releaseId(0).length - 1));
}

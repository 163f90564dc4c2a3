import { own } from '../../common/own.ts';
import { findRelease, releaseId } from './release-history.ts';
import type { PipelineState, Release } from './state.ts';

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

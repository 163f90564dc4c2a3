import type { Release, Timer } from './state.ts';

/** A timer that begins at `atMs`, or stands still when the release is paused. */
export function newTimer({ pausedSinceMs }: Release, atMs: number): Timer {
  return { elapsedMs: 0, runningSinceMs: pausedSinceMs === null ? atMs : null };
}

/** The timer, standing still from `atMs` on. */
export function stopped(timer: Timer, atMs: number): Timer {
  const { elapsedMs, runningSinceMs } = timer;
  if (runningSinceMs === null) return timer;
  return { elapsedMs: elapsedMs + (atMs - runningSinceMs), runningSinceMs: null };
}

/** When a timer of that length ends if it goes on running; undefined while it stands still. */
export function endsAtMs(
  { elapsedMs, runningSinceMs }: Timer,
  lengthMs: number,
): number | undefined {
  return runningSinceMs === null ? undefined : runningSinceMs + Math.max(0, lengthMs - elapsedMs);
}

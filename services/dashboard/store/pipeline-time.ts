import type { ClockView } from '../../../orchestrator/runtime/time/pipeline-time.ts';

/** Pipeline time as it was last told, and how it goes on from there. */
export interface TimeBase {
  nowMs: number;
  /** When it was told, real time of this browser. */
  receivedAtMs: number;
  /** Times as fast as real time, as far as is known. */
  pace: number;
}

/** Two beats that show the same time are at least so far apart where it stands still. */
const STILL_MS = 500;

/** What the clock says of its pace. */
export function paceOf({ kind, speed, isPaused }: ClockView): number {
  if (kind === 'real') return 1;
  return isPaused ? 0 : speed;
}

/**
 * The base after another word of the server. A simulated clock also stands still while a release waits for regions, which
 * only shows in what it tells: the same time twice.
 */
export function tell(
  before: TimeBase | undefined,
  { nowMs, receivedAtMs, clock }: { nowMs: number; receivedAtMs: number; clock: ClockView },
): TimeBase {
  const stands =
    clock.kind === 'simulated' &&
    before?.nowMs === nowMs &&
    receivedAtMs - before.receivedAtMs >= STILL_MS;
  return { nowMs, receivedAtMs, pace: stands ? 0 : paceOf(clock) };
}

/** Pipeline time at a moment of real time. */
export function timeAt({ nowMs, receivedAtMs, pace }: TimeBase, realMs: number): number {
  return nowMs + Math.max(0, realMs - receivedAtMs) * pace;
}

import type { ClockView } from '../../../orchestrator/runtime/time/clock-view.ts';

/** Pipeline time as last received, and its pace since. */
export interface TimeBase {
  nowMs: number;
  /** When it was received, in real time of this browser. */
  receivedAtMs: number;
  /** Times real time, as estimated. */
  pace: number;
}

/** Two beats with the same time mean a frozen clock only when they are at least this far apart. */
const STILL_MS = 500;

/** The pace by the settings of the clock. */
export function paceOf({ kind, speed, isPaused }: ClockView): number {
  if (kind === 'real') return 1;
  return isPaused ? 0 : speed;
}

/**
 * The base after another message of the server. A simulated clock also freezes while a release waits for regions, which
 * only shows in its messages: the same time twice.
 */
export function nextBase(
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

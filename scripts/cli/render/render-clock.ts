import { formatDuration } from '../../../orchestrator/core/definition/duration.ts';
import type { Paint } from './paint.ts';
import type { ClockView } from '../../../orchestrator/runtime/time/clock-view.ts';

/** The time of the pipeline, how it runs and what is due next, as a line for a person. */
export function renderClock(paint: Paint, clock: ClockView): string {
  const { nowMs, nextEventMs } = clock;
  const next =
    nextEventMs === null
      ? 'no timer is running'
      : `next timer in ${formatDuration(Math.max(0, nextEventMs - nowMs))}`;
  return `${paint('bold', new Date(nowMs).toISOString())}  ${pace(clock)}; ${next}`;
}

function pace({ kind, speed, isPaused }: ClockView): string {
  if (kind === 'real') return 'real time';
  if (speed === 0) return 'simulated, stands still until advanced';
  return isPaused
    ? `simulated, paused (${speed} times real time)`
    : `simulated, ${speed} times real time`;
}

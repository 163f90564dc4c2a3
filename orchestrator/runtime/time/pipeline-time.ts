import type { Interpreter } from '../interpreter/interpreter.ts';
import type { LoopHeartbeat, StackLoopStatus } from '../loop/loop-view.ts';
import type { SimulatedClock } from '../../common/simulated-clock.ts';
import type { ClockView } from './clock-view.ts';

/** What pipeline time runs on; null: real time. */
export function clockStatus(
  clock: SimulatedClock | null,
): Pick<ClockView, 'kind' | 'speed' | 'isPaused'> {
  return clock === null
    ? { kind: 'real', speed: 1, isPaused: false }
    : { kind: 'simulated', speed: clock.speed(), isPaused: clock.isPaused() };
}

/** Converts the loop's real times to pipeline time, so that "2s ago" stays 2 seconds. */
export function onPipelineTime(
  loop: Readonly<Record<string, StackLoopStatus>>,
  aheadMs: number,
): Record<string, StackLoopStatus> {
  const shifted = (atMs: number | null) => (atMs === null ? null : atMs + aheadMs);
  return Object.fromEntries(
    Object.entries(loop).map(([stack, status]) => [
      stack,
      {
        ...status,
        lastTurnAtMs: shifted(status.lastTurnAtMs),
        nextTurnAtMs: shifted(status.nextTurnAtMs),
      },
    ]),
  );
}

/** The same, for its heartbeat. */
export function heartbeatOnPipelineTime(heartbeat: LoopHeartbeat, aheadMs: number): LoopHeartbeat {
  const { beatAtMs } = heartbeat;
  return { ...heartbeat, beatAtMs: beatAtMs === null ? null : beatAtMs + aheadMs };
}

/** Ends simulated time. The log records how far it had come, so that the next start does not fall behind it. */
export async function rememberTime(
  interpreter: Interpreter,
  clock: SimulatedClock | null,
): Promise<void> {
  if (clock === null) return;
  clock.pause();
  if (interpreter.state().lastEventAtMs >= clock.nowMs()) return;
  await interpreter.submit({ type: 'timer-fired' });
}

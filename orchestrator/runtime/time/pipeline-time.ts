import type { Interpreter } from '../interpreter/interpreter.ts';
import type { LoopHeartbeat } from '../loop/loop.ts';
import type { StackLoopStatus } from '../loop/stack-worker.ts';
import type { SimulatedClock } from '../../common/simulated-clock.ts';

/** What pipeline time runs on; null: real time. */
export function clockStatus(
  clock: SimulatedClock | null,
): Pick<ClockView, 'kind' | 'speed' | 'isPaused'> {
  return clock === null
    ? { kind: 'real', speed: 1, isPaused: false }
    : { kind: 'simulated', speed: clock.speed(), isPaused: clock.isPaused() };
}

/** The loop's real times told on the pipeline's clock, so that "2s ago" stays 2 seconds. */
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

/** The same, for its heart. */
export function heartbeatOnPipelineTime(pulse: LoopHeartbeat, aheadMs: number): LoopHeartbeat {
  const { beatAtMs } = pulse;
  return { ...pulse, beatAtMs: beatAtMs === null ? null : beatAtMs + aheadMs };
}

/** Ends simulated time. The log tells how far it had come, so that the next start does not fall behind it. */
export async function rememberTime(
  interpreter: Interpreter,
  clock: SimulatedClock | null,
): Promise<void> {
  if (clock === null) return;
  clock.pause();
  if (interpreter.state().lastEventAtMs >= clock.nowMs()) return;
  await interpreter.submit({ type: 'timer-fired' });
}

/** What pipeline time runs on. */
export interface ClockView {
  kind: 'real' | 'simulated';
  nowMs: number;
  /** Times as fast as real time; 0: it stands still until it is advanced. */
  speed: number;
  isPaused: boolean;
  /** When time alone will change something next; null when it never does. */
  nextEventMs: number | null;
}

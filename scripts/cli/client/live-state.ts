import type { StateView } from '../../../orchestrator/control-plane/view/state-view.ts';

/**
 * A state as it is some real time after it was received, when nothing but time has passed: pipeline time runs as fast as
 * its clock says, and the loop's moments keep their real distance from it.
 */
export function stateAfter(state: StateView, elapsedMs: number): StateView {
  const { kind, speed, isPaused } = state.clock;
  const pace = kind === 'real' ? 1 : isPaused ? 0 : speed;
  const nowMs = state.nowMs + elapsedMs * pace;
  const aheadMs = elapsedMs * (pace - 1);
  const shifted = (atMs: number | null) => (atMs === null ? null : atMs + aheadMs);
  return {
    ...state,
    nowMs,
    clock: { ...state.clock, nowMs },
    stacks: state.stacks.map(({ loop, ...stack }) => ({
      ...stack,
      loop: loop && {
        ...loop,
        lastTurnAtMs: shifted(loop.lastTurnAtMs),
        nextTurnAtMs: shifted(loop.nextTurnAtMs),
      },
    })),
  };
}

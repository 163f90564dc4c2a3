import type { StateView } from './state-view.ts';

/** Time passes always, also that since the loop's last turn on a simulated clock; that alone is no change. */
export function withoutTimestamps(state: StateView): StateView {
  return {
    ...state,
    nowMs: 0,
    clock: { ...state.clock, nowMs: 0 },
    loop: state.loop && { ...state.loop, beatAtMs: 0 },
    stacks: state.stacks.map((stack) => ({
      ...stack,
      loop: stack.loop && { ...stack.loop, lastTurnAtMs: 0, nextTurnAtMs: 0 },
    })),
  };
}

import type { StateView } from '../../../orchestrator/control-plane/view/state-view.ts';

/** Starts, stops and shapes the traffic. */
export function TrafficPanel({ state }: { state: StateView }) {
  return <span hidden>{state.seq}</span>;
}

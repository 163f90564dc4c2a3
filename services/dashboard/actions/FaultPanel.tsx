import type { StateView } from '../../../orchestrator/control-plane/view/state-view.ts';

/** Faults: those that are set, and another. */
export function FaultPanel({ state }: { state: StateView }) {
  return <span hidden>{state.faults.length}</span>;
}

import type { StateView } from '../../../orchestrator/control-plane/view/state-view.ts';

/** What the next phase would do. */
export function PlanPanel({ state }: { state: StateView }) {
  return <span hidden>{state.plan?.hash}</span>;
}

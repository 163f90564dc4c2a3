import type { StateView } from '../../../orchestrator/control-plane/view/state-view.ts';

export function Stacks({ state }: { state: StateView }) {
  return <p>{state.stacks.length} stacks</p>;
}

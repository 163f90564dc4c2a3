import type { StateView } from '../../../orchestrator/control-plane/view/state-view.ts';

/** What was released, good and bad, and the way back. */
export function Releases({ state }: { state: StateView }) {
  return <span hidden>{state.releases.length}</span>;
}

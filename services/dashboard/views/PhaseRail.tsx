import type { StateView } from '../../../orchestrator/control-plane/view/state-view.ts';

export function PhaseRail({ state }: { state: StateView }) {
  return <section class="panel rail">{state.releases.map(({ id }) => id).join(' ')}</section>;
}

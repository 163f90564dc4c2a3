import type { StateView } from '../../../orchestrator/control-plane/view/state-view.ts';
import { ReleaseMenu } from '../actions/ReleaseMenu.tsx';

export function InfoStrip({ state }: { state: StateView }) {
  const release = state.releases.find(({ currentPhase }) => currentPhase !== null);
  return (
    <section class="strip" aria-label="Next step">
      {release?.waitingFor?.reason}
      {release !== undefined && <ReleaseMenu release={release} />}
    </section>
  );
}

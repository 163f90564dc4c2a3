import type { StateView } from '../../../orchestrator/control-plane/view/state-view.ts';
import { ClockControls } from '../actions/ClockControls.tsx';

export function TopBar({ state }: { state: StateView | null }) {
  return (
    <header class="top">
      ColorTeller {state?.workspace}
      {state !== null && <ClockControls clock={state.clock} />}
    </header>
  );
}

import type { ClockView } from '../../../orchestrator/control-plane/view/state-view.ts';

/** Moves and stops a simulated clock. */
export function ClockControls({ clock }: { clock: ClockView }) {
  return <span hidden>{clock.kind}</span>;
}

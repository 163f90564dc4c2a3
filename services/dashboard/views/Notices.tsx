import type { StateView } from '../../../orchestrator/control-plane/view/state-view.ts';

export function Notices({ state }: { state: StateView | null }) {
  return state === null ? <p>Connecting…</p> : null;
}

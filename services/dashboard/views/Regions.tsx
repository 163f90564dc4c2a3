import type { StateView } from '../../../orchestrator/control-plane/view/state-view.ts';

export function Regions({ state }: { state: StateView }) {
  return (
    <section class="panel regions" id="regions" tabIndex={-1}>
      {state.regions.map(({ name, answered }) => (
        <p key={name} data-region={name}>
          {name}: {answered?.color}
        </p>
      ))}
    </section>
  );
}

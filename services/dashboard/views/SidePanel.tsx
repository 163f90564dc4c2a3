import { effect, signal } from '@preact/signals';
import type { StateView } from '../../../orchestrator/control-plane/view/state-view.ts';
import { ConfigEditor } from '../actions/ConfigEditor.tsx';
import { FaultPanel } from '../actions/FaultPanel.tsx';
import { PlanPanel } from '../actions/PlanPanel.tsx';
import { Releases } from '../actions/Releases.tsx';
import { TrafficPanel } from '../actions/TrafficPanel.tsx';
import { Tabs } from '../parts/Tabs.tsx';
import { EventLog } from './EventLog.tsx';
import { Stacks } from './Stacks.tsx';
import { Traffic } from './Traffic.tsx';

const TABS = ['events', 'config', 'plan', 'releases', 'traffic', 'stacks'] as const;

/** The shown tab; it is in the address, so that a link opens it. */
const chosen = signal<string>(fromAddress());

effect(() => {
  if (chosen.value !== fromAddress()) history.replaceState(null, '', `#${chosen.value}`);
});
window.addEventListener('hashchange', () => (chosen.value = fromAddress()));

function fromAddress(): string {
  const named = location.hash.slice(1);
  return TABS.find((tab) => tab === named) ?? 'events';
}

/** The tabs beside the regions: events, and panels for further actions. */
export function SidePanel({ state }: { state: StateView }) {
  const failed = state.stacks.filter(({ failure }) => failure !== null).length;
  const faults = state.faults.length;
  return (
    <section class="panel side" aria-label="Details">
      <Tabs
        label="Details"
        chosen={chosen}
        tabs={[
          { id: 'events', label: 'Events' },
          { id: 'config', label: 'Config' },
          { id: 'plan', label: 'Plan' },
          { id: 'releases', label: 'Releases' },
          { id: 'traffic', label: 'Traffic', count: faults },
          { id: 'stacks', label: 'Stacks', count: failed },
        ]}
      >
        {contentOf(chosen.value, state)}
      </Tabs>
    </section>
  );
}

function contentOf(tab: string, state: StateView) {
  switch (tab) {
    case 'config':
      return Object.keys(state.configs).map((config) => (
        <ConfigEditor key={config} config={config} />
      ));
    case 'plan':
      return <PlanPanel state={state} />;
    case 'releases':
      return <Releases state={state} />;
    case 'traffic':
      return (
        <>
          <TrafficPanel state={state} />
          <Traffic />
          <FaultPanel state={state} />
        </>
      );
    case 'stacks':
      return <Stacks state={state} />;
    default:
      return <EventLog />;
  }
}

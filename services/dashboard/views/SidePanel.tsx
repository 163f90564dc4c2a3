import type { StateView } from '../../../orchestrator/control-plane/view/state-view.ts';
import { ConfigEditor } from '../actions/ConfigEditor.tsx';
import { FaultPanel } from '../actions/FaultPanel.tsx';
import { PlanPanel } from '../actions/PlanPanel.tsx';
import { Releases } from '../actions/Releases.tsx';
import { TrafficPanel } from '../actions/TrafficPanel.tsx';
import { Tabs } from '../parts/Tabs.tsx';
import { chosenTab } from '../store/chosen-tab.ts';
import { EventLog } from './EventLog.tsx';
import { Pipelines } from './Pipelines.tsx';
import { Stacks } from './Stacks.tsx';
import { Traffic } from './Traffic.tsx';

/** The tabs beside the regions: events, and panels for further actions. */
export function SidePanel({ state }: { state: StateView }) {
  const failed = state.stacks.filter(({ failure }) => failure !== null).length;
  const faults = state.faults.length;
  return (
    <section class="panel side" aria-label="Details">
      <Tabs
        label="Details"
        chosen={chosenTab}
        tabs={[
          { id: 'events', label: 'Events' },
          { id: 'config', label: 'Config' },
          { id: 'plan', label: 'Plan' },
          { id: 'releases', label: 'Releases' },
          { id: 'traffic', label: 'Traffic', count: faults },
          { id: 'stacks', label: 'Stacks', count: failed },
        ]}
      >
        {contentOf(chosenTab.value, state)}
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
      return (
        <>
          <Releases state={state} />
          <Pipelines pipelines={state.pipelines} />
        </>
      );
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

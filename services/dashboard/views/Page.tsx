import { useKeptFocus } from '../actions/keep-focus.ts';
import { StartRelease } from '../actions/StartRelease.tsx';
import { connection, state } from '../store/store.ts';
import { InfoStrip } from './InfoStrip.tsx';
import { Notices } from './Notices.tsx';
import { PhaseRail } from './PhaseRail.tsx';
import { Regions } from './Regions.tsx';
import { SidePanel } from './SidePanel.tsx';
import { TopBar } from './TopBar.tsx';

/** The page: clock, next step, phases, regions, and events. */
export function Page() {
  const current = state.value;
  useKeptFocus();
  return (
    <>
      <a class="skip" href="#regions">
        Skip to the regions
      </a>
      <TopBar state={current} />
      <main class="main" data-connection={connection.value.kind}>
        <h1 class="hidden">ColorTeller: releases and regions</h1>
        <Notices state={current} />
        {current !== null && (
          <>
            <InfoStrip state={current} />
            <div class="columns">
              <PhaseRail state={current} />
              <div class="middle">
                <StartRelease state={current} />
                <Regions />
              </div>
              <SidePanel state={current} />
            </div>
          </>
        )}
      </main>
    </>
  );
}

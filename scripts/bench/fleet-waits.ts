import type { StateView } from '../../orchestrator/control-plane/view/state-view.ts';
import { realClock } from '../../orchestrator/time/clock.ts';
import { httpRegionProbe } from '../../orchestrator/observation/region-probe.ts';
import type { ControlClient } from '../client/control-client.ts';

/** Between two looks at what the orchestrator tells, which is long in a fleet, and at what a region answers. */
const PAUSE_MS = 200;
const LOOK_MS = 5;

/** Every region answers what it should. */
export function regionsAreSettled({ regions }: StateView): boolean {
  return regions.every((region) => region.isSettled);
}

/** Resolves when the orchestrator tells so. */
export async function stateIs(
  client: ControlClient,
  isSo: (view: StateView) => boolean,
): Promise<void> {
  while (!isSo(await client.state())) await realClock.sleep(PAUSE_MS);
}

/** Resolves when the region does. */
export async function answersColor(url: string, color: string): Promise<void> {
  const { signal } = new AbortController();
  while ((await httpRegionProbe(url, signal)).answer?.color !== color)
    await realClock.sleep(LOOK_MS);
}

// First, as in orchestrator/main.ts.
import '../../../infra/sdk-preload.ts';
import path from 'node:path';
import { OBSERVE_EVERY_MS } from '../../../orchestrator/runtime/observation/observer.ts';
import { keepHeapSmall } from '../../../orchestrator/composition/small-heap.ts';
import { startHostedFleet } from '../../testing/hosted-fleet.ts';
import { type HostService, hostRegions } from '../../testing/hosted-regions.ts';
import { phasedDefinition } from './phased-definition.ts';
import { realClock } from '../../../orchestrator/common/real-clock.ts';

/** The first message to the process. */
export interface FleetOrder {
  folder: string;
  ports: readonly number[];
  phases: number;
}

/** A service that the parent is to start; it answers with the same `service` once that listens. */
export interface ServiceRequest {
  service: number;
  variables: Readonly<Record<string, string>>;
}

/** Where the orchestrator is reached. */
export interface FleetContact {
  url: string;
  /** Of the page, with the key of a session. */
  pageUrl: string;
  key: string;
}

let requested = 0;
const started = new Map<number, () => void>();

/** The services run in the parent, so that this process holds and does what an orchestrator does, and no more. */
const hostThere: HostService = (variables) =>
  new Promise((resolve) => {
    const service = (requested += 1);
    started.set(service, () => resolve({ close: () => Promise.resolve() }));
    process.send?.({ service, variables } satisfies ServiceRequest);
  });

/** An orchestrator of hosted regions in a process of its own, until it is killed. */
async function orchestrate({ folder, ports, phases }: FleetOrder): Promise<void> {
  keepHeapSmall();
  const { orchestrator } = await startHostedFleet({
    folder,
    definition: phasedDefinition({
      regions: ports.length,
      phases,
      requiredReview: true,
      timeIntervalMs: 0,
      defaultValue: { color: 'blue' },
      ports,
    }),
    regions: hostRegions(path.join(folder, 'regions'), () => undefined, hostThere),
    clock: realClock,
    observeEveryMs: OBSERVE_EVERY_MS,
    source: 'statsig',
  });
  const { url, pageUrl, key } = orchestrator;
  process.send?.({ url, pageUrl, key } satisfies FleetContact);
}

process.on('message', (message: FleetOrder | { service: number }) => {
  if ('service' in message) started.get(message.service)?.();
  else void orchestrate(message);
});

// Nobody measures any more.
process.once('disconnect', () => process.exit());

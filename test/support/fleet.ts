import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import path from 'node:path';
import { pino } from 'pino';
import { createEmbeddedEngine } from '../../infra/engine/embedded-engine.ts';
import { faultyEngine } from '../../infra/engine/faulty-engine.ts';
import { faultyProvider } from '../../infra/provider/faulty-provider.ts';
import { createProvider, type ColorTellerProvider } from '../../infra/provider/provider.ts';
import { removeRegion } from '../../infra/provider/remove-region.ts';
import type { Definition, Region } from '../../orchestrator/definition/definition.ts';
import type { FaultPlan } from '../../orchestrator/definition/fault.ts';
import { LOOPBACK } from '../../orchestrator/doors/access.ts';
import { createFaultDesk, type Strike } from '../../orchestrator/faults/fault-desk.ts';
import { createFaultGate } from '../../orchestrator/faults/fault-gate.ts';
import { startOrchestrator, type Orchestrator } from '../../orchestrator/orchestrator.ts';
import type { EventStore, StoredEvent } from '../../orchestrator/store/event-store.ts';
import { openFileEventStore } from '../../orchestrator/store/file-event-store.ts';
import { logPath } from '../../orchestrator/store/log-path.ts';
import { type Clock, realClock } from '../../orchestrator/time/clock.ts';
import { createControlClient, type ControlClient } from '../../scripts/client/control-client.ts';
import type { HostedRegions } from './hosted-regions.ts';
import { regionNamed, withPhases } from './walkthrough.ts';

export interface FleetPlan {
  /** Each phase is reviewed and releases as many regions as the others. */
  phases: number;
  regions: number;
  /** The regions of a phase are spread over them. */
  stacks: number;
  ports: readonly number[];
  faults?: FaultPlan;
}

/** Which phase the region with that number is in. */
export function phaseOf(index: number, { phases, regions }: FleetPlan): number {
  return Math.floor((index * phases) / regions);
}

/** A workspace with many regions, named `region-0` and so on. */
export function fleetDefinition(plan: FleetPlan): Definition {
  const { regions: count, stacks, ports, faults } = plan;
  const base = withPhases(
    Array.from({ length: plan.phases }, () => ({ review: true, intervalMs: 0 })),
  );
  const regions: Region[] = Array.from({ length: count }, (_, index) => {
    const region = regionNamed(`region-${index}`, ports[index] ?? 0);
    return { ...region, custom: { ...region.custom, phase: `phase-${phaseOf(index, plan)}` } };
  });
  const phases = base.pipelines[0]!.phases.map((phase) => ({
    ...phase,
    rules: [
      {
        name: 'rule 1',
        environments: ['production'],
        conditions: [
          {
            type: 'custom_field' as const,
            field: 'phase',
            operator: 'any' as const,
            targetValue: [phase.name],
          },
        ],
      },
    ],
  }));
  return {
    ...base,
    regions,
    stacks: Array.from({ length: stacks }, (_, stack) => ({
      name: `stack-${stack}`,
      regions: regions.filter((_, index) => index % stacks === stack).map(({ name }) => name),
    })),
    pipelines: base.pipelines.map((pipeline) => ({ ...pipeline, phases })),
    ...(faults && { faults }),
  };
}

/** Ports of 127.0.0.1 that were free a moment ago, all different. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(
    servers.map((server) => {
      server.close();
      return once(server, 'close');
    }),
  );
  return ports;
}

/** What takes a second takes 5 ms. */
const HURRY = 200;

/** Patience in a hurry. */
const hasty: Clock = {
  nowMs: () => realClock.nowMs(),
  sleep: (ms, signal) => realClock.sleep(ms / HURRY, signal),
};

export interface FleetOptions {
  folder: string;
  definition: Definition;
  regions: HostedRegions;
  clock?: Clock;
  /** Looks at each region this often, in real milliseconds. */
  observeEveryMs?: number;
  /** What stands between the engine and the provider, or the log and its file. */
  provider?: (provider: ColorTellerProvider) => ColorTellerProvider;
  store?: (store: EventStore) => EventStore;
  onEvent?: (event: StoredEvent) => void;
  onStrike?: (strike: Strike) => void;
}

export interface Fleet {
  orchestrator: Orchestrator;
  client: ControlClient;
  store: EventStore;
}

/** An orchestrator in this process with the embedded engine and hosted regions. */
export async function startFleet(options: FleetOptions): Promise<Fleet> {
  const { folder, definition, regions, clock = hasty, observeEveryMs = 50 } = options;
  const same = <T>(one: T): T => one;
  const { provider: between = same, store: guarded = same } = options;
  const desk = createFaultDesk(options.onStrike);
  const gate = createFaultGate({
    desk,
    clock,
    removeRegion: (region) => removeRegion(regions.runtime, folder, region),
  });
  const provider = between(createProvider({ runtimes: () => regions.runtime, clock: realClock }));
  const engine = faultyEngine(
    createEmbeddedEngine({
      folder: path.join(folder, 'embedded'),
      provider: faultyProvider(provider, gate),
      clock: realClock,
    }),
    gate,
  );
  const file = await openFileEventStore({ file: logPath(folder), onTornTail: () => undefined });
  const store = guarded(file);
  const orchestrator = await startOrchestrator({
    folder,
    definition,
    store,
    engine,
    faults: { desk, gate },
    destroyAll: () => Promise.resolve(),
    tooling: { engine: 'embedded', runtime: 'process', provider: 'own', reasons: [] },
    image: () => 'colorteller:none',
    requireImages: () => Promise.resolve(),
    env: {},
    defaultHost: `process://${path.join(folder, 'processes')}`,
    prepareHosts: () => Promise.resolve(false),
    clock,
    simulatedClock: null,
    log: pino({ level: 'silent' }),
    port: 0,
    access: LOOPBACK,
    loopEveryMs: null,
    source: 'in-process',
    configSource: null,
    statsigServerKey: null,
    ownServerKey: 'server-key-of-a-test',
    observeEveryMs: observeEveryMs * (clock === hasty ? HURRY : 1),
    onEvent: options.onEvent ?? (() => undefined),
    onUpdateEvent: () => undefined,
    onDefinitionProblem: () => undefined,
    onShutdownRequest: () => undefined,
  });
  const client = createControlClient(orchestrator.url, orchestrator.key);
  return { orchestrator, client, store };
}

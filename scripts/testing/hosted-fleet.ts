import path from 'node:path';
import { pino } from 'pino';
import { createEmbeddedEngine } from '../../infra/engine/embedded-engine.ts';
import type { States } from '../../infra/engine/embedded/state-file.ts';
import { createProvider, type ColorTellerProvider } from '../../infra/provider/provider.ts';
import type { Definition } from '../../orchestrator/core/definition/definition.ts';
import { LOOPBACK } from '../../orchestrator/control-plane/server/access.ts';
import {
  createFaultRegistry,
  type InjectedFault,
} from '../../orchestrator/core/faults/fault-registry.ts';
import { createFaultGate } from '../../orchestrator/core/faults/fault-gate.ts';
import { startOrUndo } from '../../orchestrator/composition/cleanup.ts';
import { decoratedEngine, decoratedProvider } from '../../orchestrator/composition/decorators.ts';
import {
  startOrchestrator,
  type Orchestrator,
} from '../../orchestrator/composition/orchestrator.ts';
import type { Measurements } from '../../orchestrator/core/guardrails/measured.ts';
import type { SourceName } from '../../orchestrator/runtime/sources/source-view.ts';
import type { EventStore } from '../../orchestrator/runtime/store/event-store.ts';
import { openFileEventStore } from '../../orchestrator/runtime/store/file-event-store.ts';
import { logPath } from '../../orchestrator/runtime/store/log-path.ts';
import { type Clock } from '../../orchestrator/common/clock.ts';
import type { SimulatedClock } from '../../orchestrator/common/simulated-clock.ts';
import type { HostedRegions } from './hosted-regions.ts';
import type { StoredEvent } from '../../orchestrator/core/pipeline/event.ts';
import { realClock } from '../../orchestrator/common/real-clock.ts';
import { removeRegion } from '../../infra/provider/orphan.ts';

export interface HostedFleetOptions {
  folder: string;
  definition: Definition;
  regions: HostedRegions;
  /** What updates, probes and retries are patient by. */
  clock: Clock;
  /** Pause between two polls of a region, by that clock. */
  observeEveryMs: number;
  /** Default: in-process. */
  source?: SourceName;
  /** Pipeline time that is simulated. Default: it is real. */
  simulatedClock?: SimulatedClock;
  /** Of the control plane. Default: any free one. */
  port?: number;
  /** What stands between the engine and the provider, or the log and its file. */
  provider?: (provider: ColorTellerProvider) => ColorTellerProvider;
  store?: (store: EventStore) => EventStore;
  /** Of the engine's stacks. Default: in the folder, where a later start finds them. */
  states?: States;
  onEvent?: (event: StoredEvent) => void;
  onInjected?: (fault: InjectedFault) => void;
  /** Whether an edit of the file may delete with nobody confirming it. Default: true. */
  allowDelete?: boolean;
  /** What guardrails judge by. Default: nothing. */
  measurements?: Measurements;
}

export interface HostedFleet {
  orchestrator: Orchestrator;
  store: EventStore;
}

/** An orchestrator in this process with the embedded engine and hosted regions. */
export async function startHostedFleet(options: HostedFleetOptions): Promise<HostedFleet> {
  const { folder, definition, regions, clock, observeEveryMs } = options;
  const same = <T>(value: T): T => value;
  const { provider: between = same, store: guarded = same } = options;
  const registry = createFaultRegistry(options.onInjected);
  const gate = createFaultGate({
    registry,
    clock,
    removeRegion: (region) => removeRegion(regions.runtime, folder, region),
  });
  const provider = between(createProvider({ runtimes: () => regions.runtime, clock: realClock }));
  const engine = decoratedEngine(
    createEmbeddedEngine({
      folder: options.states ?? path.join(folder, 'embedded'),
      provider: decoratedProvider(provider, gate),
      clock: realClock,
    }),
    gate,
  );
  const file = await openFileEventStore({ file: logPath(folder), onTornTail: () => undefined });
  const store = guarded(file);
  const orchestrator = await startOrUndo((cleanup) =>
    startOrchestrator(
      {
        definition,
        world: {
          folder,
          store,
          clock,
          simulatedClock: options.simulatedClock ?? null,
          env: {},
          log: pino({ level: 'silent' }),
        },
        deployer: {
          tooling: { engine: 'embedded', runtime: 'process', provider: 'own', reasons: [] },
          engine,
          faults: { registry, gate },
          images: {
            current: () => 'colorteller:none',
            require: () => Promise.resolve(),
            prepare: () => Promise.resolve(false),
          },
          hasDeployment: store.lastSeq() > 0,
          defaultHost: `process://${path.join(folder, 'processes')}`,
          destroyAll: () => Promise.resolve(),
        },
        choices: {
          port: options.port ?? 0,
          access: LOOPBACK,
          loopEveryMs: null,
          observeEveryMs,
          source: options.source ?? 'in-process',
          configSource: null,
          allowDelete: options.allowDelete ?? true,
        },
        serverKeys: { ownServerKey: 'server-key-of-a-hosted-fleet', statsigServerKey: null },
        listeners: options.onEvent === undefined ? {} : { onEvent: options.onEvent },
        substitutes:
          options.measurements === undefined ? {} : { measurements: options.measurements },
      },
      cleanup,
    ),
  );
  return { orchestrator, store };
}

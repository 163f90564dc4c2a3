import type { Logger } from 'pino';
import type { Engine } from '../ports/engine.ts';
import type { UpdateEvent } from '../ports/update-event.ts';
import type { Access } from '../control-plane/server/access.ts';
import type { Clock } from '../common/clock.ts';
import type { ShutdownOrder } from '../control-plane/schemas.ts';
import type { FaultView } from '../control-plane/view/fault-view.ts';
import type { Tooling } from '../control-plane/view/state-view.ts';
import type { ConfigSource, Definition } from '../core/definition/definition.ts';
import type { Measurements } from '../runtime/guardrails/measured.ts';
import type { ImageCheck } from '../runtime/images/image-check.ts';
import type { SimulatedClock } from '../common/simulated-clock.ts';
import type { SourceName } from '../runtime/sources/start-decision-source.ts';
import type { EventStore } from '../runtime/store/event-store.ts';
import type { Faults } from './faults.ts';
import type { StoredEvent } from '../core/pipeline/event.ts';

/** What an orchestrator is made of; `main.ts` builds the real ones. */
export interface OrchestratorParts {
  /** Absolute path of the workspace. */
  folder: string;
  /** Of the workspace file. */
  definition: Definition;
  store: EventStore;
  engine: Engine;
  /** What strikes it on demand. */
  faults: Faults;
  /** Deletes everything that was deployed from the workspace. */
  destroyAll: (how: { unprotect: boolean }) => Promise<void>;
  tooling: Tooling;
  /** The image that regions run unless their config names another. */
  image: () => string;
  /** Where a region that names no Docker host is deployed. */
  defaultHost: string;
  /** Refuses images that no region could run, when a config is saved. */
  requireImages: ImageCheck;
  /** Makes sure that the hosts of its regions have the image; resolves to whether any did not. */
  prepareHosts: (definition: Definition) => Promise<boolean>;
  /** Real time: what updates, probes, retries and deadlines are patient by. */
  clock: Clock;
  /** What timestamps and bake timers go by; null: they go by `clock` as well. */
  simulatedClock: SimulatedClock | null;
  log: Logger;
  /** Holds the addresses and secrets of webhooks that the workspace file only names. */
  env: NodeJS.ProcessEnv;
  /** Port of the control plane; 0 for any free one. */
  port: number;
  /** Where it listens, and for whom. */
  access: Access;
  /** Re-run every update this often, changed or not; null: only on decision changes. */
  loopEveryMs: number | null;
  /** Pause between two looks at a region. */
  observeEveryMs: number;
  /** What was measured of the answers of regions, for guardrails; left out: what our own traffic measures. */
  measurements?: Measurements;
  /** Whom the programs ask: an SDK on our own control plane, or a direct call. */
  source: SourceName;
  /** Where every region gets its config, whatever the definition says; null: as that says. */
  configSource: ConfigSource | null;
  /** A server key of our control plane, for whoever asks it from here. */
  ownServerKey: string;
  /** A server key of the real Statsig service: it decides then; null for ours. */
  statsigServerKey: string | null;
  onEvent: (event: StoredEvent) => void;
  onUpdateEvent: (stack: string, event: UpdateEvent) => void;
  /** Why the workspace file as it is now is not in effect; null: it is again. */
  onDefinitionProblem: (problem: string | null) => void;
  /** A client asked for the end; whoever started the orchestrator calls `stop`. */
  onShutdownRequest: (order: ShutdownOrder) => void;
}

/** An orchestrator that runs. */
export interface Orchestrator {
  url: string;
  /** The address of the page with the key of this run's session: whoever opens it may steer. */
  pageUrl: string;
  /** The key that changes need. */
  key: string;
  /** PEM of the certificate that it shows; null: plain HTTP. */
  certificate: string | null;
  /** The definition in effect. */
  definition: () => Definition;
  /** Idempotent. @throws AppError PROTECTED once it has ended, where it may not delete what was deployed. */
  stop(order: ShutdownOrder): Promise<void>;
  /** What goes wrong on demand. */
  faults: () => FaultView[];
}

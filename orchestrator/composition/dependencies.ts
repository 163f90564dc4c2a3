import type { Logger } from 'pino';
import type { Engine } from '../ports/engine.ts';
import type { UpdateEvent } from '../ports/update-event.ts';
import type { Access } from '../control-plane/server/access.ts';
import type { Clock } from '../common/clock.ts';
import type { ShutdownOrder } from '../control-plane/schemas.ts';
import type { Tooling } from '../control-plane/view/state-view.ts';
import type { DefinitionReading } from '../runtime/workspace/read-definition-file.ts';
import type { ConfigSource, Definition } from '../core/definition/definition.ts';
import type { Measurements } from '../core/guardrails/measured.ts';
import type { ImageCheck } from '../runtime/images/image-check.ts';
import type { SimulatedClock } from '../common/simulated-clock.ts';
import type { startDecisionSource } from '../runtime/sources/start-decision-source.ts';
import type { SourceName } from '../runtime/sources/source-view.ts';
import type { EventStore } from '../runtime/store/event-store.ts';
import type { Faults } from './faults.ts';
import type { StoredEvent } from '../core/pipeline/event.ts';

/** The workspace, its log, and the machine's clock and environment. */
export interface World {
  /** Absolute path of the workspace. */
  folder: string;
  store: EventStore;
  /** Real time: of updates, probes, retries and timeouts. */
  clock: Clock;
  /** Of timestamps and bake timers; null: they go by `clock` as well. */
  simulatedClock: SimulatedClock | null;
  /** Holds the addresses and secrets of webhooks that the workspace file only names. */
  env: NodeJS.ProcessEnv;
  log: Logger;
}

/** The tools that deploy regions. */
export interface Deployer {
  tooling: Tooling;
  engine: Engine;
  faults: Faults;
  images: {
    /** The image that regions run unless their config names another. */
    current: () => string;
    /** Refuses images that no region could run, when a config is saved. */
    require: ImageCheck;
    /** Ensures that the hosts of the regions have the image; resolves to whether any lacked it. */
    prepare: (definition: Definition) => Promise<boolean>;
  };
  /** Where a region that names no Docker host is deployed. */
  defaultHost: string;
  /** Whether an earlier run deployed something that was not removed. */
  hasDeployment: boolean;
  /** Deletes everything that was deployed from the workspace. */
  destroyAll: (how: { unprotect: boolean }) => Promise<void>;
}

/** What a person chooses for one run. */
export interface Choices {
  /** Port of the control plane; 0 for any free one. */
  port: number;
  /** Its address, and who may access it. */
  access: Access;
  /** Re-run every update this often, changed or not; null: only on decision changes. */
  loopEveryMs: number | null;
  /** Pause between two polls of a region. */
  observeEveryMs: number;
  /** Where programs get decisions: an SDK on our own control plane, or a direct call. */
  source: SourceName;
  /** An edit of the workspace file may delete what is deployed with nobody confirming it. */
  allowDelete: boolean;
  /** Overrides the config source of every region; null: the definition decides. */
  configSource: ConfigSource | null;
}

export interface ServerKeys {
  /** Of our own control plane, for the SDK in this process and for regions. */
  ownServerKey: string;
  /** Of the real Statsig service, which decides then; null: our control plane decides. */
  statsigServerKey: string | null;
}

export interface Listeners {
  onEvent: (event: StoredEvent) => void;
  onUpdateEvent: (stack: string, event: UpdateEvent) => void;
  /** Why the workspace file is not in effect; null: it is in effect again. */
  onDefinitionProblem: (problem: string | null) => void;
  /** A client requests the end: call `stop`. */
  onShutdownRequest: (order: ShutdownOrder) => void;
}

/** Test doubles. */
export interface Substitutes {
  /** Of the answers of regions, for guardrails. Default: what our own traffic measures. */
  measurements?: Measurements;
  startDecisionSource?: typeof startDecisionSource;
}

/** The dependencies of an orchestrator; `main.ts` builds the real ones. */
export interface OrchestratorParts {
  /** Of the workspace file. */
  definition: Definition;
  /** What it was read of. Default: unknown, so that the file is read once more. */
  definitionInputs?: DefinitionReading['inputs'];
  world: World;
  deployer: Deployer;
  choices: Choices;
  serverKeys: ServerKeys;
  listeners: Partial<Listeners>;
  substitutes?: Substitutes;
}

// First, before anything loads the SDK.
import '../infra/sdk-preload.ts';
import type { UpdateEvent } from './ports/update-event.ts';
import { createRuntimes } from '../infra/provider/runtimes.ts';
import type { EngineRequest } from '../infra/toolchain/choose-engine.ts';
import { LOOPBACK, type Access } from './control-plane/server/access.ts';
import { Cleanup } from './composition/cleanup.ts';
import { chooseTooling, hostFor, hostsOf, inspectMachine } from './composition/tooling.ts';
import { composeEngine } from './composition/engine.ts';
import type { ShutdownOrder } from './control-plane/schemas.ts';
import type { Tooling } from './control-plane/view/state-view.ts';
import type { ConfigSource, Definition } from './core/definition/definition.ts';
import { chooseBackend } from './runtime/workspace/choose-backend.ts';
import { readDeployment, recordDeployment } from './runtime/workspace/deployment-record.ts';
import { buildImages, deployedImage } from './runtime/images/build-images.ts';
import { createHostImages } from './runtime/images/host-images.ts';
import { createImageCheck } from './runtime/images/image-check.ts';
import { createFirstKeys, newKeyText, type NewKey } from './control-plane/keys/key-file.ts';
import { createLogger } from './composition/logger.ts';
import { OBSERVE_EVERY_MS } from './runtime/observation/observer.ts';
import { keepHeapSmall } from './composition/small-heap.ts';
import { destroyAll } from './composition/destroy-all.ts';
import { sourceReasons } from './runtime/sources/source-reasons.ts';
import { startOrchestrator } from './composition/orchestrator.ts';
import type { Orchestrator } from './composition/dependencies.ts';
import { createSimulatedClock, type SimulatedClock } from './common/simulated-clock.ts';
import type { SourceName } from './runtime/sources/start-decision-source.ts';
import type { EventStore } from './runtime/store/event-store.ts';
import { openFileEventStore } from './runtime/store/file-event-store.ts';
import { logPath } from './runtime/store/log-path.ts';
import { lockWorkspace } from './runtime/store/workspace-lock.ts';
import { recordBuild } from './runtime/versions/record-build.ts';
import { openWorkspace, type OpenWorkspaceOptions } from './runtime/workspace/workspace.ts';
import { composeFaults } from './composition/faults.ts';
import type { StoredEvent } from './core/pipeline/event.ts';
import { realClock } from './common/real-clock.ts';

/** What a person chooses on the command line. */
export interface RunOptions extends Omit<EngineRequest, 'report'> {
  workspace: string;
  /** Port of the control plane; 0 for any free one. */
  port: number;
  /** Where it listens, and for whom. Default: loopback, and a key for the session. */
  access?: Access;
  /** Re-run every update this often, changed or not; null: only on decision changes. */
  loopEveryMs: number | null;
  /** Ports of the regions in a new workspace. `any` lets many start side by side and never meet. */
  newRegionPorts: OpenWorkspaceOptions['ports'];
  /** Pipeline time is simulated, this many times as fast as real time; left out: it is real. */
  speed?: number;
  /** Simulated time begins there, in milliseconds since the epoch, unless the log is later. Default: now. */
  startAtMs?: number;
  /** Whom the programs ask. Default: the official Statsig SDK, reading from this orchestrator. */
  source?: SourceName;
  /** Where Pulumi keeps state and locks: `file` or a URL. Default: as the workspace file says. */
  backend?: string;
  /** Where every region gets its config. Default: as the workspace file says. */
  configSource?: ConfigSource;
  env: NodeJS.ProcessEnv;
}

export interface RunListeners {
  /** A step of the start that may take a while. */
  onProgress?: (line: string) => void;
  onEvent?: (event: StoredEvent) => void;
  onUpdateEvent?: (stack: string, event: UpdateEvent) => void;
  /** A client asked for the end: call `stop`. */
  onShutdownRequest?: (order: ShutdownOrder) => void;
  /** Why the workspace file as it is now is not in effect; null: it is again. */
  onDefinitionProblem?: (problem: string | null) => void;
}

/** An orchestrator with everything it holds open. */
export interface RunningOrchestrator extends Omit<Orchestrator, 'definition'> {
  workspace: string;
  /** The one in effect when it was ready. */
  definition: Definition;
  tooling: Tooling;
  /** True when the workspace was filled with the walkthrough. */
  isNew: boolean;
  /** Of simulated time; null where time is real. */
  speed: number | null;
  /** How far the log is ahead of real time where time is real: it was run with simulated time before. Else 0. */
  aheadMs: number;
  /** Keys that were made at this start, the first on the workspace: to be shown once, and never logged. */
  firstKeys: readonly NewKey[];
}

/** The composition root: the only place that builds the real clock, log, store, engine and server. */
export async function run(
  options: RunOptions,
  listeners: RunListeners = {},
): Promise<RunningOrchestrator> {
  keepHeapSmall();
  const cleanup = new Cleanup();
  try {
    return await start(options, listeners, cleanup);
  } catch (error) {
    await cleanup.run();
    throw error;
  }
}

async function start(
  options: RunOptions,
  listeners: RunListeners,
  cleanup: Cleanup,
): Promise<RunningOrchestrator> {
  const clock = realClock;
  const { env } = options;
  const { onProgress = () => undefined } = listeners;
  const { folder, definition, isNew } = await openWorkspace(options.workspace, {
    ports: options.newRegionPorts,
  });
  const lock = await lockWorkspace(folder);
  cleanup.defer(() => lock.release());
  const log = createLogger(folder, env['COLORTELLER_LOG_LEVEL'] ?? 'info');
  const report = await inspectMachine(env);
  const chosen = await chooseTooling({ ...options, folder, report });
  const backend = chooseBackend({
    requested: options.backend,
    defined: definition.backend,
    deployed: await readDeployment(folder),
    engine: chosen.engine,
  });
  const statsigServerKey = nonEmpty(env['STATSIG_SERVER_KEY']);
  const source = options.source ?? 'statsig';
  const configSource = options.configSource ?? null;
  const isReal = statsigServerKey !== null;
  const sources = sourceReasons({ source, isReal, configSource });
  const where = backend === undefined ? [] : [`backend: ${backend}`];
  const tooling = { ...chosen, reasons: [...chosen.reasons, ...where, ...sources] };
  const choice = { ...tooling, ...(backend === undefined ? {} : { backend }) };
  const defaultHost = hostFor(folder, tooling, report);

  const images = createHostImages(async (hosts, regions) => {
    const built = await buildImages({ hosts, regions, env, clock, onProgress });
    await recordBuild({ folder, images: built, atMs: clock.nowMs(), actor: 'up' });
    return deployedImage(built, tooling.provider);
  });
  await images.prepare(hostsOf(definition, defaultHost), definition.regions);
  const pulumi = report.pulumi.found;
  const ownServerKey = newKeyText('server');
  const serverKey = statsigServerKey ?? ownServerKey;
  const faults = composeFaults({
    folder,
    engine: tooling.engine,
    runtimes: createRuntimes({ clock, env }),
    hosts: () => images.hosts(),
    clock,
    log,
  });
  const engine = await composeEngine({
    folder,
    choice,
    pulumi,
    env,
    clock,
    serverKey,
    faults,
  });
  cleanup.defer(() => engine.close());
  const store = await openFileEventStore({
    file: logPath(folder),
    onTornTail: (bytes) => log.warn({ bytes }, 'a record torn by a crash was cut off the log'),
    onUpgrade: (version, kept) => log.info({ version, kept }, 'the log was written anew'),
  });
  cleanup.defer(() => store.close());
  await recordDeployment(folder, choice);
  const environments = definition.environments.map(({ name }) => name);
  const firstKeys = await createFirstKeys(folder, environments, clock.nowMs());

  const speed = options.speed ?? null;
  const startAtMs = options.startAtMs ?? clock.nowMs();
  const simulatedClock = speed === null ? null : simulateTime(store, speed, startAtMs);
  const aheadMs = speed === null ? Math.max(0, lastEventMs(store) - clock.nowMs()) : 0;
  const orchestrator = await startOrchestrator({
    folder,
    definition,
    store,
    engine,
    faults,
    destroyAll: ({ unprotect }) =>
      destroyAll({
        folder,
        unprotect,
        engine,
        hosts: images.hosts(),
        runtimes: createRuntimes({ clock, env }),
      }),
    tooling,
    image: () => images.image(),
    requireImages: createImageCheck({ folder, hosts: () => images.hosts(), env, clock }),
    defaultHost,
    prepareHosts: (next) => images.prepare(hostsOf(next, defaultHost), next.regions),
    clock,
    simulatedClock,
    log,
    env,
    port: options.port,
    access: options.access ?? LOOPBACK,
    loopEveryMs: options.loopEveryMs,
    source,
    configSource,
    statsigServerKey,
    ownServerKey,
    observeEveryMs: OBSERVE_EVERY_MS,
    onEvent: listeners.onEvent ?? (() => undefined),
    onUpdateEvent: listeners.onUpdateEvent ?? (() => undefined),
    onDefinitionProblem: listeners.onDefinitionProblem ?? (() => undefined),
    onShutdownRequest: listeners.onShutdownRequest ?? (() => undefined),
  });
  const stop = async (order: ShutdownOrder) => {
    await orchestrator.stop(order).finally(() => cleanup.run());
  };
  return {
    ...orchestrator,
    workspace: folder,
    definition: orchestrator.definition(),
    tooling,
    isNew,
    speed,
    aheadMs,
    firstKeys,
    stop,
  };
}

/** A variable that is set to nothing is not set. */
function nonEmpty(text: string | undefined): string | null {
  return text === undefined || text === '' ? null : text;
}

/** Begins at the last event of the log where simulated time had run ahead of where it is to begin. */
function simulateTime(store: EventStore, speed: number, startAtMs: number): SimulatedClock {
  const startMs = Math.max(startAtMs, lastEventMs(store));
  return createSimulatedClock({ startMs, speed, real: realClock });
}

function lastEventMs(store: EventStore): number {
  return store.readAfter(store.lastSeq() - 1).at(-1)?.event.atMs ?? 0;
}

// First, before anything loads the SDK.
import '../infra/sdk-preload.ts';
import { createRuntimes } from '../infra/provider/runtimes.ts';
import type { EngineRequest } from '../infra/toolchain/choose-engine.ts';
import type { ToolchainReport } from '../infra/toolchain/inspect-toolchain.ts';
import { LOOPBACK, type Access } from './control-plane/server/access.ts';
import { startOrUndo, type Cleanup } from './composition/cleanup.ts';
import { chooseTooling, hostFor, hostsOf, inspectMachine } from './composition/tooling.ts';
import { composeEngine } from './composition/engine.ts';
import type { Tooling } from './control-plane/view/state-view.ts';
import type { ConfigSource, Definition } from './core/definition/definition.ts';
import { chooseBackend } from './runtime/workspace/choose-backend.ts';
import { missingSecrets } from './runtime/workspace/missing-secrets.ts';
import {
  readDeployment,
  recordDeployment,
  type DeploymentRecord,
} from './runtime/workspace/deployment-record.ts';
import { buildImages, deployedImage } from './runtime/images/build-images.ts';
import { createHostImages } from './runtime/images/host-images.ts';
import { createImageCheck } from './runtime/images/image-check.ts';
import { newKeyText } from './control-plane/keys/key-file.ts';
import { createLogger } from './composition/logger.ts';
import { OBSERVE_EVERY_MS } from './runtime/observation/observer.ts';
import { keepLoopbackDirect } from './common/direct-loopback.ts';
import { keepHeapSmall } from './composition/small-heap.ts';
import { destroyAll } from './composition/destroy-all.ts';
import { sourceReasons } from './runtime/sources/start-decision-source.ts';
import { startOrchestrator, type Orchestrator } from './composition/orchestrator.ts';
import type { Listeners } from './composition/dependencies.ts';
import { createSimulatedClock, type SimulatedClock } from './common/simulated-clock.ts';
import type { SourceName } from './runtime/sources/source-view.ts';
import type { EventStore } from './runtime/store/event-store.ts';
import { openFileEventStore } from './runtime/store/file-event-store.ts';
import { logPath } from './runtime/store/log-path.ts';
import { lockWorkspace } from './runtime/store/workspace-lock.ts';
import { recordBuild } from './runtime/versions/record-build.ts';
import { openWorkspace, type OpenWorkspaceOptions } from './runtime/workspace/workspace.ts';
import { composeFaults } from './composition/faults.ts';
import { realClock } from './common/real-clock.ts';

const DEFAULT_SOURCE: SourceName = 'statsig';

/** What a person chooses on the command line. */
export interface RunOptions extends Omit<EngineRequest, 'report'> {
  workspace: string;
  /** Port of the control plane; 0 for any free one. */
  port: number;
  /** The listening address and its access. Default: loopback, and a key for the session. */
  access?: Access;
  /** Re-run every update this often, changed or not; null: only on decision changes. */
  loopEveryMs: number | null;
  /** Ports of the regions in a new workspace. `any` lets several start side by side without a conflict. */
  newRegionPorts: OpenWorkspaceOptions['ports'];
  /** Pipeline time is simulated, this many times as fast as real time; left out: it is real. */
  speed?: number;
  /** Simulated time begins there, in milliseconds since the epoch, unless the log is later. Default: now. */
  startAtMs?: number;
  /** Where programs get decisions. Default: the official Statsig SDK, reading from this orchestrator. */
  source?: SourceName;
  /** Where Pulumi keeps state and locks: `file` or a URL. Default: as the workspace file says. */
  backend?: string;
  /** Where every region gets its config. Default: as the workspace file says. */
  configSource?: ConfigSource;
  /** An edit of the workspace file may delete what is deployed with nobody confirming it. Default: false. */
  allowDelete?: boolean;
  /** A server key of the real Statsig service, which decides then. Default: this orchestrator decides. */
  statsigServerKey?: string | null;
  env: NodeJS.ProcessEnv;
}

export interface RunListeners extends Partial<Listeners> {
  /** A step of the start that may take a while. */
  onProgress?: (line: string) => void;
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
  /** How far the log is ahead of real time, after a run with simulated time; 0 where time is simulated now. */
  aheadMs: number;
}

/** The composition root. A start that fails leaves nothing open: no port, no process, no lock. */
export async function run(
  options: RunOptions,
  listeners: RunListeners = {},
): Promise<RunningOrchestrator> {
  keepHeapSmall();
  keepLoopbackDirect();
  return startOrUndo((cleanup) => start(options, listeners, cleanup));
}

async function start(
  options: RunOptions,
  listeners: RunListeners,
  cleanup: Cleanup,
): Promise<RunningOrchestrator> {
  const clock = realClock;
  const { env } = options;
  const { folder, definition, inputs, isNew } = await openWorkspace(options.workspace, {
    ports: options.newRegionPorts,
  });
  const lock = await lockWorkspace(folder);
  cleanup.defer(() => lock.release());
  const log = createLogger(folder, env['COLORTELLER_LOG_LEVEL'] ?? 'info');
  const report = await inspectMachine(env);
  const { statsigServerKey = null } = options;
  const { tooling, choice } = await chooseDeployment(options, { folder, definition, report });
  const defaultHost = hostFor(folder, tooling, report);
  const images = createHostImages(async (hosts, regions) => {
    const { onProgress = () => undefined } = listeners;
    const built = await buildImages({ hosts, regions, env, clock, onProgress });
    await recordBuild({ folder, images: built, atMs: clock.nowMs(), actor: 'up' });
    return deployedImage(built, tooling.provider);
  });
  const prepare = (next: Definition) => images.prepare(hostsOf(next, defaultHost), next.regions);
  await prepare(definition);

  const hosts = () => images.hosts();
  for (const problem of await missingSecrets(definition, { folder, env })) {
    listeners.onProgress?.(problem);
    log.warn({ problem }, 'a secret is missing');
  }
  const runtimes = createRuntimes({ clock, env });
  const ownServerKey = newKeyText('server');
  const faults = composeFaults({ folder, engine: tooling.engine, runtimes, hosts, clock, log });
  const serverKey = statsigServerKey ?? ownServerKey;
  const pulumi = report.pulumi.found;
  const engine = await composeEngine({ folder, choice, pulumi, env, clock, serverKey, faults });
  cleanup.defer(() => engine.close());
  const store = await openFileEventStore({
    file: logPath(folder),
    onTornTail: (bytes) => log.warn({ bytes }, 'a record torn by a crash was cut off the log'),
    onUpgrade: (version, backup) => log.info({ version, backup }, 'the log was upgraded'),
  });
  cleanup.defer(() => store.close());
  const hasDeployment = (await readDeployment(folder)) !== null;
  await recordDeployment(folder, choice);

  const { speed = null, startAtMs = clock.nowMs() } = options;
  const simulatedClock = speed === null ? null : simulateTime(store, speed, startAtMs);
  const orchestrator = await startOrchestrator(
    {
      definition,
      definitionInputs: inputs,
      world: { folder, store, clock, simulatedClock, env, log },
      deployer: {
        ...{ tooling, engine, faults, defaultHost, hasDeployment },
        images: {
          current: () => images.image(),
          require: createImageCheck({ folder, hosts, env, clock }),
          prepare,
        },
        destroyAll: ({ unprotect }) =>
          destroyAll({ folder, unprotect, engine, hosts: hosts(), runtimes }),
      },
      choices: {
        port: options.port,
        access: options.access ?? LOOPBACK,
        loopEveryMs: options.loopEveryMs,
        observeEveryMs: OBSERVE_EVERY_MS,
        source: options.source ?? DEFAULT_SOURCE,
        configSource: options.configSource ?? null,
        allowDelete: options.allowDelete ?? false,
      },
      serverKeys: { ownServerKey, statsigServerKey },
      listeners,
    },
    cleanup,
  );
  return {
    ...orchestrator,
    workspace: folder,
    definition: orchestrator.definition(),
    tooling,
    isNew,
    speed,
    aheadMs: speed === null ? Math.max(0, lastEventMs(store) - clock.nowMs()) : 0,
  };
}

/** What to deploy with, and why; `choice` is what the workspace records of it. */
async function chooseDeployment(
  options: RunOptions,
  on: { folder: string; definition: Definition; report: ToolchainReport },
): Promise<{ tooling: Tooling; choice: DeploymentRecord }> {
  const { folder, definition, report } = on;
  const { source = DEFAULT_SOURCE, configSource = null } = options;
  const chosen = await chooseTooling({ ...options, folder, report });
  const backend = chooseBackend({
    requested: options.backend,
    defined: definition.backend,
    deployed: await readDeployment(folder),
    engine: chosen.engine,
  });
  const isReal = options.statsigServerKey != null;
  const reasons = [
    ...chosen.reasons,
    ...(backend === undefined ? [] : [`backend: ${backend}`]),
    ...sourceReasons({ source, isReal, configSource }),
  ];
  const { engine, runtime, provider } = chosen;
  const choice = { engine, runtime, provider, ...(backend !== undefined && { backend }) };
  return { tooling: { ...chosen, reasons }, choice };
}

/** Simulated time never begins before the last event of the log. */
function simulateTime(store: EventStore, speed: number, startAtMs: number): SimulatedClock {
  const startMs = Math.max(startAtMs, lastEventMs(store));
  return createSimulatedClock({ startMs, speed, real: realClock });
}

function lastEventMs(store: EventStore): number {
  return store.readAfter(store.lastSeq() - 1).at(-1)?.event.atMs ?? 0;
}

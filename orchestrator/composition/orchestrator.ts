import { EventEmitter } from 'node:events';
import { removeContact, writeContact } from '../runtime/workspace/contact.ts';
import type { ShutdownOrder } from '../control-plane/schemas.ts';
import { createRequestGate } from '../control-plane/server/request-gate.ts';
import { createSdkService } from '../control-plane/statsig/sdk-service.ts';
import type { ScriptKeys } from '../control-plane/keys/run-keys.ts';
import type { StateView } from '../control-plane/view/state-view.ts';
import type { Definition } from '../core/definition/definition.ts';
import { openRunKeys } from '../control-plane/keys/run-keys.ts';
import { createInProcessSource } from '../runtime/loop/in-process-source.ts';
import { httpRegionProbe } from '../runtime/observation/region-probe.ts';
import { rememberTime } from '../runtime/time/pipeline-time.ts';
import { awaitsRegions } from '../core/pipeline/answers.ts';
import { createClockFreeze } from '../runtime/time/clock-freeze.ts';
import { startDecisionSource } from '../runtime/sources/start-decision-source.ts';
import { openWorkspaceFile } from '../runtime/workspace/workspace-file.ts';
import type { Cleanup } from './cleanup.ts';
import { composeControlPlane } from './control-plane.ts';
import type { OrchestratorParts, World } from './dependencies.ts';
import { startDeployment } from './deployment.ts';
import { wireFaults } from './faults.ts';
import { startIntegrations } from './integrations.ts';
import { createPipelineReader } from './pipeline-reader.ts';
import { composeRegions } from './regions.ts';
import { composeTraffic } from './traffic.ts';
import { assertSpecsFit } from '../control-plane/statsig/specs-feed.ts';
import { haveSameDecisions } from '../core/pipeline/release.ts';
import { createInterpreter, type Interpreter } from '../runtime/interpreter/interpreter.ts';
import { startServer } from '../control-plane/server/listen.ts';

/** An orchestrator that runs. */
export interface Orchestrator {
  url: string;
  /** The address of the page with the session key of this run, which allows changes. */
  pageUrl: string;
  /** The key that changes need. */
  key: string;
  /** PEM of the server's certificate; null: plain HTTP. */
  certificate: string | null;
  /** The definition in effect. */
  definition: () => Definition;
  /** Idempotent. @throws AppError PROTECTED once it has ended, where it may not delete what was deployed. */
  stop(order: ShutdownOrder): Promise<void>;
  /** What `GET /api/state` answers. */
  state: () => StateView;
  /** A short address of the page for a person to type: it opens a session once. */
  newPageUrl: () => string;
  /** New keys for the script that started it, void when it ends. */
  scriptKeys: () => ScriptKeys;
}

/**
 * Builds the interpreter and every part, and starts the timers last. The order of the cleanup steps matters: the loop
 * ends before the sources and the port that its programs use.
 */
export async function startOrchestrator(
  parts: OrchestratorParts,
  cleanup: Cleanup,
): Promise<Orchestrator> {
  const { choices, deployer, listeners, serverKeys, substitutes = {}, world } = parts;
  const { clock, folder, log, simulatedClock } = world;
  cleanup.defer(async ({ destroy, unprotect = false }) => {
    if (destroy) await deployer.destroyAll({ unprotect });
    log.info({ destroy }, 'orchestrator has stopped');
  });

  const interpreter = composeInterpreter(parts.definition, world);
  cleanup.defer(() => interpreter.close());
  interpreter.subscribe((stored) => {
    log.info({ seq: stored.seq, event: stored.event }, stored.event.type);
    listeners.onEvent?.(stored);
  });
  let isDeployed = deployer.hasDeployment;
  const workspaceFile = await openWorkspaceFile({
    ...{ folder, interpreter, clock, log },
    allowsDelete: () => choices.allowDelete,
    isDeployed: () => isDeployed,
    started: parts.definition,
    inputs: parts.definitionInputs,
    onProblem: (problem) => listeners.onDefinitionProblem?.(problem),
  });
  cleanup.defer(() => workspaceFile.close());
  await workspaceFile.adopt({ definition: parts.definition });
  const reader = createPipelineReader(interpreter, world);

  const keys = await openRunKeys({ folder, access: choices.access, ...serverKeys, log });
  const realNowMs = () => clock.nowMs();
  const sdk = createSdkService({ interpreter, keys: keys.workspace, realNowMs });
  interpreter.subscribe(sdk.feed.onEvent);
  const gate = createRequestGate();
  const server = await startServer(gate.listener, { ...choices, streams: sdk.streams });
  cleanup.defer(() => server.close());
  cleanup.defer(() => gate.close());
  const url = server.innerUrl;
  const regions = await composeRegions({ parts, interpreter, sdk, url }, cleanup);

  const changes = new EventEmitter<{ decisions: [] }>();
  const onChange = () => changes.emit('decisions');
  const inProcess = createInProcessSource(reader.present);
  const source = await (substitutes.startDecisionSource ?? startDecisionSource)({
    source: choices.source,
    ...serverKeys,
    url,
    evaluationKey: keys.evaluation,
    inProcess,
    specsTimeMs: sdk.feed.timeMs,
    onChange,
  });
  cleanup.defer(() => source.close());
  const clockFreeze =
    simulatedClock &&
    createClockFreeze(simulatedClock, clock, () => awaitsRegions(reader.context()));
  if (clockFreeze !== null) {
    interpreter.subscribe(() => clockFreeze.update());
    cleanup.defer(() => clockFreeze.end());
  }
  const faults = wireFaults({ faults: deployer.faults, interpreter, clock, onChange });
  cleanup.defer(() => faults.stop());

  const image = deployer.images.current;
  const integrations = startIntegrations({ world, interpreter, reader, image });
  cleanup.defer(() => integrations.stop());
  const { defaultHost } = deployer;
  const traffic = composeTraffic({ world, interpreter, faults, defaultHost });
  cleanup.defer(() => traffic.stop());
  cleanup.defer(async () => {
    await rememberTime(interpreter, simulatedClock).catch((error: unknown) =>
      log.error({ err: error }, 'the simulated time could not be saved'),
    );
  });
  const deployment = startDeployment({
    parts,
    interpreter,
    reader,
    regions,
    decisions: faults.source(source),
    probe: faults.probe(httpRegionProbe),
    measurements: substitutes.measurements ?? traffic.measurements,
  });
  cleanup.defer(() => deployment.stop());
  changes.on('decisions', () => deployment.loop.requestAll());
  interpreter.subscribe(() => workspaceFile.retry());

  const newPageUrl = () => `${server.url}/p/${keys.sessions.newCode()}`;
  const { app, view } = composeControlPlane(
    {
      ...{ parts, interpreter, reader, inProcess, access: { keys, sdk } },
      running: {
        ...{ workspaceFile, regions, source, faults, integrations, traffic, deployment },
        clockFreeze,
      },
      newPageUrl,
    },
    cleanup,
  );
  gate.open(app);
  workspaceFile.watch(deployment.deletedByProgram);
  cleanup.defer(() => workspaceFile.close());
  const { certificate } = server;
  const pageUrl = `${server.url}/?session=${keys.sessions.key}`;
  const contact = { url: server.url, pageUrl, key: keys.control, certificate };
  cleanup.defer(() => removeContact(folder));
  await writeContact(folder, { ...contact, pid: process.pid });

  log.info({ url: server.url, tooling: deployer.tooling }, 'orchestrator is ready');
  interpreter.start();
  integrations.publisher.catchUp(interpreter.events(interpreter.lastSeq() - 1).at(-1));
  isDeployed = true;
  await deployment.start();
  return {
    ...contact,
    definition: () => interpreter.definition(),
    stop: (order) => cleanup.run(order),
    state: view,
    newPageUrl,
    scriptKeys: () => keys.forScript(interpreter.definition().environments.map(({ name }) => name)),
  };
}

/** Replays the log. Its timers start with {@link Interpreter.start}, when every part has subscribed. */
function composeInterpreter(
  definition: Definition,
  { store, clock, simulatedClock, log }: World,
): Interpreter {
  return createInterpreter({
    definition,
    store,
    clock: simulatedClock ?? clock,
    realClock: clock,
    check: (next, before) => {
      if (!haveSameDecisions(before, next)) assertSpecsFit(next);
    },
    onRefusedAtReplay: (event, reason) => log.warn({ event, reason }, 'event skipped at replay'),
    onTimerFailure: (error) => log.error({ err: error }, 'timer event could not be written'),
  });
}

import path from 'node:path';
import { removeContact, writeContact } from '../runtime/workspace/contact.ts';
import { controlPlane } from '../control-plane/app.ts';
import type { ShutdownOrder } from '../control-plane/schemas.ts';
import { createStreams } from '../control-plane/streams/streams.ts';
import { isAnyOf, isSameKey } from '../control-plane/middleware/is-same-key.ts';
import { createSdkService } from '../control-plane/statsig/sdk-service.ts';
import { assertSpecsFit } from '../control-plane/statsig/specs-feed.ts';
import { stateView } from '../control-plane/view/state-view.ts';
import { assertDestroyable } from './destroy-all.ts';
import { createEvaluatorCache } from '../core/evaluation/evaluator-cache.ts';
import { startInterpreter } from '../runtime/interpreter/interpreter.ts';
import { openRunKeys } from '../control-plane/keys/run-keys.ts';
import { startDeployment } from './deployment.ts';
import { startEventSubscribers } from './event-subscribers.ts';
import { createInProcessSource } from '../runtime/loop/in-process-source.ts';
import { httpRegionProbe } from '../runtime/observation/region-probe.ts';
import { startServer } from '../control-plane/server/start-server.ts';
import type { Orchestrator, OrchestratorParts } from './dependencies.ts';
import {
  clockStatus,
  onPipelineTime,
  heartbeatOnPipelineTime,
  rememberTime,
} from '../runtime/time/pipeline-time.ts';
import { awaitsRegions } from '../core/pipeline/answers.ts';
import { createClockFreeze } from '../runtime/time/clock-freeze.ts';
import { regionAccess } from '../runtime/sources/region-access.ts';
import { startRegionServer, type RegionServer } from '../control-plane/server/region-server.ts';
import {
  startDecisionSource,
  type StartedSource,
} from '../runtime/sources/start-decision-source.ts';
import { openWorkspaceFile } from '../runtime/workspace/workspace-file.ts';
import { wireFaults } from './faults.ts';
import { stackSpecOf } from './stack-spec-of.ts';
import { readVersions } from '../runtime/versions/version-file.ts';
import { haveSameDecisions } from '../core/pipeline/release.ts';
import type { Effect, StoredEvent } from '../core/pipeline/event.ts';
import { isLoopback } from '../common/loopback.ts';

/** Wires the parts into a running orchestrator: the data flows one way, and comes back only as events. */
export async function startOrchestrator(parts: OrchestratorParts): Promise<Orchestrator> {
  const { access, folder, engine, clock, simulatedClock, log } = parts;
  const pipelineClock = simulatedClock ?? clock;

  /** Until there is a loop nothing runs; it begins by updating every stack. */
  let runEffect: (effect: Effect) => void = () => undefined;
  let afterEvent: (stored: StoredEvent) => void = () => undefined;
  let notifySdks: (event: StoredEvent) => void = () => undefined;
  const interpreter = startInterpreter({
    definition: parts.definition,
    store: parts.store,
    clock: pipelineClock,
    patience: clock,
    check: (next, before) => {
      if (!haveSameDecisions(before, next)) assertSpecsFit(next);
    },
    onEvent: (stored) => {
      notifySdks(stored);
      log.info({ seq: stored.seq, event: stored.event }, stored.event.type);
      parts.onEvent(stored);
      afterEvent(stored);
    },
    onEffect: (effect) => runEffect(effect),
    onRefusedAtReplay: (event, reason) =>
      log.warn({ event, reason }, 'event passed over at replay'),
    onTimerFailure: (error) => log.error({ err: error }, 'timer event could not be written'),
  });
  const workspaceFile = await openWorkspaceFile({
    folder,
    interpreter,
    clock,
    log,
    onProblem: parts.onDefinitionProblem,
  });
  await workspaceFile.take({ definition: parts.definition });

  const context = () => ({ definition: interpreter.definition(), state: interpreter.state() });
  const evaluatorOf = createEvaluatorCache();
  const present = () => ({
    evaluator: evaluatorOf(interpreter.definition()),
    moment: { nowMs: pipelineClock.nowMs(), configs: interpreter.state() },
  });
  const source = createInProcessSource(present);
  let regionServer: RegionServer | undefined = undefined;
  const regions = regionAccess({ ...parts, urlFor: (host) => regionServer?.urlFor(host) ?? '' });
  const stackSpec = (stack: string) =>
    stackSpecOf({
      definition: interpreter.definition(),
      stack,
      workspace: path.resolve(folder),
      image: parts.image(),
      defaultHost: parts.defaultHost,
      statsigOf: regions.statsigOf,
    });
  /** It is there only once the port is open; a program is made before, and asks later. */
  let started: StartedSource | undefined = undefined;
  const faults = wireFaults({ ...parts, interpreter, onChange: () => loop.requestAll() });
  const decisions = faults.source({ decide: (target) => (started ?? source).decide(target) });
  const keys = await openRunKeys(parts);
  const realNowMs = () => clock.nowMs();
  const sdk = createSdkService({ interpreter, keys: keys.workspace, realNowMs });
  notifySdks = sdk.feed.onEvent;

  const subscribers = startEventSubscribers({
    parts,
    interpreter,
    faults,
    evaluatorOf,
    nowMs: () => pipelineClock.nowMs(),
    loop: () => loop.status(),
  });
  const deployment = startDeployment({
    parts,
    interpreter,
    present,
    stackSpec,
    configSourceOf: regions.sourceOf,
    decisions,
    probe: faults.probe(httpRegionProbe),
    measurements: parts.measurements ?? subscribers.shown.traffic.measurements,
  });
  const { loop, planner } = deployment;
  runEffect = (effect) => deployment.run(effect);
  const clockFreeze =
    simulatedClock && createClockFreeze(simulatedClock, clock, () => awaitsRegions(context()));
  afterEvent = (stored) => {
    clockFreeze?.look();
    faults.follow();
    subscribers.onEvent(stored);
    const { event } = stored;
    if (event.type === 'definition-changed') deployment.follow(event.definition);
    workspaceFile.retry();
  };

  const view = () =>
    stateView({
      nowMs: pipelineClock.nowMs(),
      clock: clockStatus(simulatedClock),
      seq: interpreter.lastSeq(),
      workspace: folder,
      tooling: parts.tooling,
      source: started?.view() ?? null,
      configSourceOf: regions.sourceOf,
      gitops: subscribers.publisher.status() ?? null,
      plan: planner.known(),
      faults: faults.view(),
      definition: interpreter.definition(),
      evaluator: present().evaluator,
      definitionProblem: workspaceFile.problem(),
      state: deployment.state(),
      loop: onPipelineTime(loop.status(), pipelineClock.nowMs() - clock.nowMs()),
      pulse: heartbeatOnPipelineTime(loop.pulse(), pipelineClock.nowMs() - clock.nowMs()),
    });

  const stackNames = () => interpreter.definition().stacks.map(({ name }) => name);
  const streams = createStreams({ interpreter, view, clock });
  const app = controlPlane({
    interpreter,
    nowMs: () => pipelineClock.nowMs(),
    present,
    source,
    streams,
    view,
    simulatedClock,
    sdk: sdk.routes,
    planner,
    requireImages: parts.requireImages,
    versions: () => readVersions(folder),
    ...subscribers.shown,
    logs: deployment.logs,
    metrics: [deployment.metrics.registry, ...subscribers.metrics],
    gitopsDiff: () => subscribers.publisher.diff(pipelineClock.nowMs()),
    stackSpec: (stack) => (stackNames().includes(stack) ? stackSpec(stack) : undefined),
    regionsCaughtUp: async () => clockFreeze?.over(),
    retry: (stack) => loop.retry(stack),
    stackNames,
    key: keys.control,
    sessions: keys.sessions,
    allowedHosts: [access.host, ...access.allowedHosts],
    isReadGuarded: !isLoopback(access.host),
    framedBy: access.framedBy,
    // Whoever holds the control key of this machine may do all that a console key may.
    isConsoleKey: isAnyOf(keys.workspace.isKeyOf('console'), isSameKey(keys.control)),
    isEvaluationKey: keys.workspace.isKeyOf('evaluation'),
    realNowMs,
    onShutdown: parts.onShutdownRequest,
    assertDestroyable: () => assertDestroyable(engine),
    onInternalError: (error) => log.error({ err: error }, 'request failed'),
  });
  workspaceFile.watch();

  const quiet = async () => {
    await workspaceFile.close();
    await deployment.stop();
    await rememberTime(interpreter, simulatedClock).catch((error: unknown) =>
      log.error({ err: error }, 'time was not noted'),
    );
    await subscribers.stop();
    await interpreter.close();
  };
  const server = await startServer(app, { access, port: parts.port, streams: sdk.streams }).catch(
    async (error: unknown) => {
      await quiet();
      throw error;
    },
  );
  const { url, innerUrl, certificate } = server;
  const pageUrl = `${url}/?session=${keys.sessions.key}`;
  regionServer = await startRegionServer({
    url: innerUrl,
    hosts: regions.hostsOf(interpreter.definition()),
    sdk,
    log,
  });
  started = await startDecisionSource({
    ...parts,
    url: innerUrl,
    evaluationKey: keys.evaluation,
    inProcess: source,
    specsTimeMs: sdk.feed.timeMs,
    onChange: () => loop.requestAll(),
  });
  await writeContact(folder, { url, pageUrl, key: keys.control, pid: process.pid, certificate });
  log.info({ url, tooling: parts.tooling }, 'orchestrator is ready');
  deployment.follow(interpreter.definition());
  subscribers.publisher.catchUp(interpreter.events().at(-1));
  loop.requestChanged();

  let stopped: Promise<void> | undefined;
  const stop = async ({ destroy, unprotect = false }: ShutdownOrder) => {
    await removeContact(folder);
    streams.close();
    await loop.stop();
    await started.close();
    await server.close();
    await regionServer.close();
    await quiet();
    if (destroy) await parts.destroyAll({ unprotect });
    log.info({ destroy }, 'orchestrator has stopped');
  };
  return {
    url,
    pageUrl,
    key: keys.control,
    certificate,
    definition: () => interpreter.definition(),
    stop: (order) => (stopped ??= stop(order)),
    faults: () => faults.view(),
  };
}

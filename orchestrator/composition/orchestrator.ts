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
import { startFleet } from './deployment.ts';
import { startFollowers } from './event-subscribers.ts';
import { createInProcessSource } from '../runtime/loop/in-process-source.ts';
import { httpRegionProbe } from '../runtime/observation/region-probe.ts';
import { openDoor } from '../control-plane/server/start-server.ts';
import type { Orchestrator, OrchestratorParts } from './dependencies.ts';
import {
  clockStatus,
  onPipelineTime,
  pulseOnPipelineTime,
  rememberTime,
} from '../runtime/time/pipeline-time.ts';
import { awaitsRegions } from '../core/pipeline/answers.ts';
import { createStandStill } from '../runtime/time/clock-freeze.ts';
import { regionAccess } from '../runtime/sources/region-access.ts';
import { openRegionDoor, type RegionDoor } from '../control-plane/server/region-server.ts';
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
  let tellSdks: (event: StoredEvent) => void = () => undefined;
  const interpreter = startInterpreter({
    definition: parts.definition,
    store: parts.store,
    clock: pipelineClock,
    patience: clock,
    check: (next, before) => {
      if (!haveSameDecisions(before, next)) assertSpecsFit(next);
    },
    onEvent: (stored) => {
      tellSdks(stored);
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
  let regionDoor: RegionDoor | undefined = undefined;
  const regions = regionAccess({ ...parts, urlFor: (host) => regionDoor?.urlFor(host) ?? '' });
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
  const faults = wireFaults({ ...parts, interpreter, onNews: () => loop.requestAll() });
  const decisions = faults.source({ decide: (target) => (started ?? source).decide(target) });
  const keys = await openRunKeys(parts);
  const realNowMs = () => clock.nowMs();
  const sdk = createSdkService({ interpreter, keys: keys.workspace, realNowMs });
  tellSdks = sdk.feed.onEvent;

  const followers = startFollowers({
    parts,
    interpreter,
    faults,
    evaluatorOf,
    nowMs: () => pipelineClock.nowMs(),
    loop: () => loop.status(),
  });
  const fleet = startFleet({
    parts,
    interpreter,
    present,
    stackSpec,
    configSourceOf: regions.sourceOf,
    decisions,
    probe: faults.probe(httpRegionProbe),
    measurements: parts.measurements ?? followers.shown.traffic.measurements,
  });
  const { loop, planner } = fleet;
  runEffect = (effect) => fleet.run(effect);
  const standStill =
    simulatedClock && createStandStill(simulatedClock, clock, () => awaitsRegions(context()));
  afterEvent = (stored) => {
    standStill?.look();
    faults.follow();
    followers.onEvent(stored);
    const { event } = stored;
    if (event.type === 'definition-changed') fleet.follow(event.definition);
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
      gitops: followers.publisher.status() ?? null,
      plan: planner.known(),
      faults: faults.view(),
      definition: interpreter.definition(),
      evaluator: present().evaluator,
      definitionProblem: workspaceFile.problem(),
      state: fleet.state(),
      loop: onPipelineTime(loop.status(), pipelineClock.nowMs() - clock.nowMs()),
      pulse: pulseOnPipelineTime(loop.pulse(), pipelineClock.nowMs() - clock.nowMs()),
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
    ...followers.shown,
    logs: fleet.logs,
    metrics: [fleet.metrics.registry, ...followers.metrics],
    gitopsDiff: () => followers.publisher.diff(pipelineClock.nowMs()),
    stackSpec: (stack) => (stackNames().includes(stack) ? stackSpec(stack) : undefined),
    worldCaughtUp: async () => standStill?.over(),
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
    patienceMs: realNowMs,
    onShutdown: parts.onShutdownRequest,
    assertDestroyable: () => assertDestroyable(engine),
    onInternalError: (error) => log.error({ err: error }, 'request failed'),
  });
  workspaceFile.watch();

  const quiet = async () => {
    await workspaceFile.close();
    await fleet.stop();
    await rememberTime(interpreter, simulatedClock).catch((error: unknown) =>
      log.error({ err: error }, 'time was not noted'),
    );
    await followers.stop();
    await interpreter.close();
  };
  const door = await openDoor(app, { access, port: parts.port, streams: sdk.streams }).catch(
    async (error: unknown) => {
      await quiet();
      throw error;
    },
  );
  const { url, innerUrl, certificate } = door;
  const pageUrl = `${url}/?session=${keys.sessions.key}`;
  regionDoor = await openRegionDoor({
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
    onNews: () => loop.requestAll(),
  });
  await writeContact(folder, { url, pageUrl, key: keys.control, pid: process.pid, certificate });
  log.info({ url, tooling: parts.tooling }, 'orchestrator is ready');
  fleet.follow(interpreter.definition());
  followers.publisher.catchUp(interpreter.events().at(-1));
  loop.requestChanged();

  let stopped: Promise<void> | undefined;
  const stop = async ({ destroy, unprotect = false }: ShutdownOrder) => {
    await removeContact(folder);
    streams.close();
    await loop.stop();
    await started.close();
    await door.close();
    await regionDoor.close();
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

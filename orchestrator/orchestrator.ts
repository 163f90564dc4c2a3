import { randomBytes } from 'node:crypto';
import path from 'node:path';
import type { Logger } from 'pino';
import type { Engine } from '../infra/engine/engine.ts';
import type { UpdateEvent } from '../infra/engine/update-event.ts';
import { stackProgram } from '../infra/program/stack-program.ts';
import type { Clock } from './clock.ts';
import { removeContact, writeContact } from './contact.ts';
import { controlPlane } from './control-plane/app.ts';
import { createStreams } from './control-plane/streams/streams.ts';
import { listen } from './control-plane/listen.ts';
import { stateView, type Tooling } from './control-plane/view/state-view.ts';
import type { Definition } from './definition/definition.ts';
import { createDefinitionIntake } from './definition-intake.ts';
import { watchDefinition } from './definition-watcher.ts';
import { findWorkspaceFile } from './find-workspace-file.ts';
import { createEvaluatorCache } from './evaluator-cache.ts';
import { startInterpreter } from './interpreter/interpreter.ts';
import { createInProcessSource } from './loop/in-process-source.ts';
import { startLoop } from './loop/loop.ts';
import { startObserver } from './observation/observer.ts';
import { httpRegionProbe } from './observation/region-probe.ts';
import type { Effect } from './pipeline/effect.ts';
import { clockStatus, onPipelineTime } from './pipeline-time.ts';
import type { SimulatedClock } from './simulated-clock.ts';
import { stackSpecOf } from './stack-spec-of.ts';
import type { EventStore, StoredEvent } from './store/event-store.ts';

export interface OrchestratorParts {
  /** Absolute path of the workspace. */
  folder: string;
  /** Of the workspace file. */
  definition: Definition;
  store: EventStore;
  engine: Engine;
  /** Deletes everything that was deployed from the workspace. */
  destroyAll: () => Promise<void>;
  tooling: Tooling;
  /** The image that regions run unless their config names another. */
  image: () => string;
  /** Where a region that names no Docker host is deployed. */
  defaultHost: string;
  /** Makes sure that the hosts of its regions have the image; resolves to whether any did not. */
  prepareHosts: (definition: Definition) => Promise<boolean>;
  /** Real time: what updates, probes, retries and deadlines are patient by. */
  clock: Clock;
  /** What timestamps and bake timers go by; null: they go by `clock` as well. */
  simulatedClock: SimulatedClock | null;
  log: Logger;
  /** Port of the control plane; 0 for any free one. */
  port: number;
  /** Re-run every update this often, changed or not; null: only on decision changes. */
  loopEveryMs: number | null;
  /** Pause between two looks at a region. */
  observeEveryMs: number;
  onEvent: (event: StoredEvent) => void;
  onUpdateEvent: (stack: string, event: UpdateEvent) => void;
  /** Why the workspace file as it is now is not in effect; null: it is again. */
  onDefinitionProblem: (problem: string | null) => void;
  /** A client asked for the end; whoever started the orchestrator calls `stop`. */
  onShutdownRequest: (options: { destroy: boolean }) => void;
}

export interface Orchestrator {
  url: string;
  /** The key that changes need. */
  key: string;
  /** The definition in effect. */
  definition: () => Definition;
  /** @param destroy also delete what was deployed. Idempotent. */
  stop(options: { destroy: boolean }): Promise<void>;
}

/** Wires the parts into a running orchestrator: the data flows one way, and comes back only as events. */
export async function startOrchestrator(parts: OrchestratorParts): Promise<Orchestrator> {
  const { folder, engine, clock, simulatedClock, log } = parts;
  const pipelineClock = simulatedClock ?? clock;
  const key = randomBytes(24).toString('base64url');

  /** Until there is a loop nothing runs; it begins by updating every stack. */
  let runEffect: (effect: Effect) => void = () => undefined;
  let afterEvent: (stored: StoredEvent) => void = () => undefined;
  const interpreter = startInterpreter({
    definition: parts.definition,
    store: parts.store,
    clock: pipelineClock,
    patience: clock,
    onEvent: (stored) => {
      log.info({ seq: stored.seq, event: stored.event }, stored.event.type);
      parts.onEvent(stored);
      afterEvent(stored);
    },
    onEffect: (effect) => runEffect(effect),
    onRefusedAtReplay: (event, reason) =>
      log.warn({ event, reason }, 'event passed over at replay'),
    onTimerFailure: (error) => log.error({ err: error }, 'timer event could not be written'),
  });
  const intake = createDefinitionIntake({
    interpreter,
    onProblem: (problem) => {
      if (problem === null) log.info('the workspace file is in effect');
      else log.warn({ problem }, 'the workspace file is not in effect');
      parts.onDefinitionProblem(problem);
    },
    onFailure: (error) => log.error({ err: error }, 'the workspace file could not be taken in'),
  });
  await intake.take({ definition: parts.definition });

  const evaluatorOf = createEvaluatorCache();
  const present = () => ({
    evaluator: evaluatorOf(interpreter.definition()),
    moment: { nowMs: pipelineClock.nowMs(), configs: interpreter.state() },
  });
  const source = createInProcessSource(present);
  const stackSpec = (stack: string) =>
    stackSpecOf({
      definition: interpreter.definition(),
      stack,
      workspace: path.resolve(folder),
      image: parts.image(),
      defaultHost: parts.defaultHost,
    });

  const loop = startLoop({
    definition: interpreter.definition(),
    engine,
    clock,
    everyMs: parts.loopEveryMs,
    programOf: (stack) => stackProgram({ ...stackSpec(stack), source }),
    onStackRemoved: (stack) =>
      log.info({ stack }, 'a stack that is no longer defined is destroyed'),
    report: async (event) => {
      await interpreter.submit(event);
      observer.lookNow();
    },
    onUpdateEvent: (stack, event) => {
      log.debug({ stack, event }, 'update step');
      parts.onUpdateEvent(stack, event);
    },
    onReportFailure: (error) => log.error({ err: error }, 'the loop met what no update tells of'),
  });
  const observer = startObserver({
    regions: interpreter.definition().regions,
    probe: httpRegionProbe,
    clock,
    intervalMs: parts.observeEveryMs,
    onChange: async (region, observation) => {
      const isDeployed = interpreter.state().regions[region]?.applied != null;
      // Silence is news only from a region that was deployed.
      if (observation.answer === null && !isDeployed) return;
      await interpreter
        .submit({ type: 'region-observed', region, ...observation })
        .catch((error: unknown) => log.error({ err: error }, 'observation could not be recorded'));
    },
  });

  runEffect = (effect) => {
    switch (effect.type) {
      case 'publish-decision':
        loop.requestAll();
        return;
      case 'repair-region':
        loop.repair(effect.region);
    }
  };

  /** Stacks and regions follow the definition; the updates come with the effects of the same event. */
  const follow = (definition: Definition) => {
    loop.follow(definition);
    observer.follow(definition.regions);
    parts.prepareHosts(definition).then(
      (isNews) => {
        if (isNews) loop.requestAll();
      },
      (error: unknown) => log.error({ err: error }, 'a host could not be prepared'),
    );
  };
  afterEvent = ({ event }) => {
    if (event.type === 'definition-changed') follow(event.definition);
    intake.retry();
  };

  const view = () =>
    stateView({
      nowMs: pipelineClock.nowMs(),
      clock: clockStatus(simulatedClock),
      seq: interpreter.lastSeq(),
      workspace: folder,
      tooling: parts.tooling,
      definition: interpreter.definition(),
      evaluator: present().evaluator,
      definitionProblem: intake.problem(),
      state: interpreter.state(),
      loop: onPipelineTime(loop.status(), pipelineClock.nowMs() - clock.nowMs()),
    });

  const streams = createStreams({ interpreter, view, clock });
  const app = controlPlane({
    interpreter,
    nowMs: () => pipelineClock.nowMs(),
    present,
    source,
    streams,
    view,
    simulatedClock,
    stackSpec: (stack) =>
      interpreter.definition().stacks.some(({ name }) => name === stack)
        ? stackSpec(stack)
        : undefined,
    key,
    onShutdown: parts.onShutdownRequest,
    onInternalError: (error) => log.error({ err: error }, 'request failed'),
  });
  /** The log tells how far simulated time had come, so that the next start does not fall behind it. */
  const rememberTime = async () => {
    if (simulatedClock === null) return;
    simulatedClock.pause();
    if (interpreter.state().lastEventAtMs >= simulatedClock.nowMs()) return;
    await interpreter.submit({ type: 'timer-fired' });
  };
  const watcher = watchDefinition({
    file: await findWorkspaceFile(folder),
    clock,
    onReading: (reading) =>
      intake.take(reading).catch((error: unknown) => {
        log.error({ err: error }, 'the workspace file could not be taken in');
      }),
    onUnchanged: () => intake.retry(),
    onWatchError: (error) => log.warn({ err: error }, 'the workspace file cannot be watched'),
  });

  const quiet = async () => {
    await watcher.close();
    await intake.close();
    await Promise.all([observer.stop(), loop.stop()]);
    await rememberTime().catch((error: unknown) => log.error({ err: error }, 'time was not noted'));
    await interpreter.close();
  };
  const server = await listen(app, parts.port).catch(async (error: unknown) => {
    await quiet();
    throw error;
  });
  const url = `http://127.0.0.1:${server.port}`;
  await writeContact(folder, { url, key, pid: process.pid });
  log.info({ url, tooling: parts.tooling }, 'orchestrator is ready');
  follow(interpreter.definition());
  loop.requestAll();

  let stopped: Promise<void> | undefined;
  const stop = async (destroy: boolean) => {
    await removeContact(folder);
    streams.close();
    await server.close();
    await quiet();
    if (destroy) await parts.destroyAll();
    log.info({ destroy }, 'orchestrator has stopped');
  };
  return {
    url,
    key,
    definition: () => interpreter.definition(),
    stop: ({ destroy }) => (stopped ??= stop(destroy)),
  };
}

import { randomBytes } from 'node:crypto';
import path from 'node:path';
import type { Logger } from 'pino';
import type { Engine } from '../infra/engine/engine.ts';
import type { UpdateEvent } from '../infra/engine/update-event.ts';
import { stackProgram } from '../infra/program/stack-program.ts';
import type { StackSpec } from '../infra/program/stack-spec.ts';
import type { Clock } from './clock.ts';
import { removeContact, writeContact } from './contact.ts';
import { controlPlane } from './control-plane/app.ts';
import { createStreams } from './control-plane/streams/streams.ts';
import { listen } from './control-plane/listen.ts';
import { stateView, type StateViewInput, type Tooling } from './control-plane/view/state-view.ts';
import type { Definition } from './definition/definition.ts';
import { createEvaluatorCache } from './evaluator-cache.ts';
import { adoptDefinition } from './interpreter/adopt-definition.ts';
import { startInterpreter } from './interpreter/interpreter.ts';
import { createInProcessSource } from './loop/in-process-source.ts';
import { startLoop, type Loop } from './loop/loop.ts';
import { startObserver } from './observation/observer.ts';
import { httpRegionProbe } from './observation/region-probe.ts';
import type { Effect } from './pipeline/effect.ts';
import type { SimulatedClock } from './simulated-clock.ts';
import type { EventStore, StoredEvent } from './store/event-store.ts';

export interface OrchestratorParts {
  /** Absolute path of the workspace. */
  folder: string;
  definition: Definition;
  store: EventStore;
  engine: Engine;
  /** Deletes everything that was deployed from the workspace. */
  destroyAll: () => Promise<void>;
  tooling: Tooling;
  /** The image that regions run unless their config names another. */
  image: string;
  /** Where a region that names no Docker host is deployed. */
  defaultHost: string;
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
  /** A client asked for the end; whoever started the orchestrator calls `stop`. */
  onShutdownRequest: (options: { destroy: boolean }) => void;
}

export interface Orchestrator {
  url: string;
  /** The key that changes need. */
  key: string;
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
  const interpreter = startInterpreter({
    definition: parts.definition,
    store: parts.store,
    clock: pipelineClock,
    patience: clock,
    onEvent: (stored) => {
      log.info({ seq: stored.seq, event: stored.event }, stored.event.type);
      parts.onEvent(stored);
    },
    onEffect: (effect) => runEffect(effect),
    onRefusedAtReplay: (event, reason) =>
      log.warn({ event, reason }, 'event passed over at replay'),
    onTimerFailure: (error) => log.error({ err: error }, 'timer event could not be written'),
  });
  await adoptDefinition(interpreter, parts.definition);
  const definition = interpreter.definition();
  const evaluatorOf = createEvaluatorCache();
  const present = () => ({
    evaluator: evaluatorOf(interpreter.definition()),
    moment: { nowMs: pipelineClock.nowMs(), configs: interpreter.state() },
  });
  const source = createInProcessSource(present);
  const stackSpec = (stack: string) => specOf(parts, definition, stack);

  const loop = startLoop({
    definition,
    engine,
    clock,
    everyMs: parts.loopEveryMs,
    programOf: (stack) => stackProgram({ ...stackSpec(stack), source }),
    report: async (event) => {
      await interpreter.submit(event);
      observer.lookNow();
    },
    onUpdateEvent: (stack, event) => {
      log.debug({ stack, event }, 'update step');
      parts.onUpdateEvent(stack, event);
    },
    onReportFailure: (error) => log.error({ err: error }, 'update could not be recorded'),
  });
  const observer = startObserver({
    regions: definition.regions,
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

  const view = () =>
    stateView({
      nowMs: pipelineClock.nowMs(),
      clock: clockStatus(simulatedClock),
      seq: interpreter.lastSeq(),
      workspace: folder,
      tooling: parts.tooling,
      definition: interpreter.definition(),
      evaluator: present().evaluator,
      definitionProblem: null,
      state: interpreter.state(),
      loop: shift(loop.status(), pipelineClock.nowMs() - clock.nowMs()),
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
      definition.stacks.some(({ name }) => name === stack) ? stackSpec(stack) : undefined,
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
  const quiet = async () => {
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
  return { url, key, stop: ({ destroy }) => (stopped ??= stop(destroy)) };
}

function clockStatus(clock: SimulatedClock | null): StateViewInput['clock'] {
  return clock === null
    ? { kind: 'real', speed: 1, isPaused: false }
    : { kind: 'simulated', speed: clock.speed(), isPaused: clock.isPaused() };
}

/** The loop's real times told on the pipeline's clock, so that "2s ago" stays 2 seconds. */
function shift(loop: ReturnType<Loop['status']>, byMs: number): ReturnType<Loop['status']> {
  const shifted = (atMs: number | null) => (atMs === null ? null : atMs + byMs);
  return Object.fromEntries(
    Object.entries(loop).map(([stack, status]) => [
      stack,
      {
        ...status,
        lastTurnAtMs: shifted(status.lastTurnAtMs),
        nextTurnAtMs: shifted(status.nextTurnAtMs),
      },
    ]),
  );
}

function specOf(parts: OrchestratorParts, definition: Definition, stack: string): StackSpec {
  const { defaultHost, image, folder } = parts;
  const names = definition.stacks.find(({ name }) => name === stack)?.regions ?? [];
  return {
    workspace: path.resolve(folder),
    stack,
    image,
    regions: definition.regions
      .filter(({ name }) => names.includes(name))
      .map(({ dockerHost, ...region }) => ({ ...region, host: dockerHost ?? defaultHost })),
  };
}

import type { Clock } from '../../orchestrator/common/clock.ts';
import { AppError } from '../../orchestrator/common/errors/app-error.ts';
import { followPhaseTimes } from '../../orchestrator/control-plane/phase-times.ts';
import { createStreams } from '../../orchestrator/control-plane/streams/streams.ts';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { controlPlane } from '../../orchestrator/control-plane/app.ts';
import { listen } from '../../orchestrator/control-plane/server/listen.ts';
import {
  createSdkService,
  type SdkService,
} from '../../orchestrator/control-plane/statsig/sdk-service.ts';
import { assertSpecsFit } from '../../orchestrator/control-plane/statsig/specs-feed.ts';
import type { Definition } from '../../orchestrator/core/definition/definition.ts';
import type { DecisionSource } from '../../orchestrator/ports/decision-source.ts';
import {
  createInterpreter,
  type Interpreter,
} from '../../orchestrator/runtime/interpreter/interpreter.ts';
import { createInProcessSource } from '../../orchestrator/runtime/loop/in-process-source.ts';
import { createKey } from '../../orchestrator/control-plane/keys/key-file.ts';
import { openWorkspaceKeys } from '../../orchestrator/control-plane/keys/workspace-keys.ts';
import type { EventStore } from '../../orchestrator/runtime/store/event-store.ts';
import { createMemoryEventStore } from '../../orchestrator/runtime/store/memory-event-store.ts';
import { freePort } from './free-port.ts';
import { walkthrough } from './walkthrough.ts';
import { noPlanner } from './fakes/no-planner.ts';
import { haveSameDecisions } from '../../orchestrator/core/pipeline/release.ts';
import { realClock } from '../../orchestrator/common/real-clock.ts';
import { isSameKey } from '../../orchestrator/control-plane/middleware/require-key.ts';
import { createEvaluatorCache } from '../../orchestrator/core/evaluation/evaluator.ts';

/** A control plane on a port, with no loop and no regions: what SDKs see of an orchestrator. */
export interface SdkServer extends AsyncDisposable {
  /** Its log. */
  store: EventStore;
  url: string;
  /** Of the environment "production". */
  key: string;
  folder: string;
  interpreter: Interpreter;
  service: SdkService;
  inProcess: DecisionSource;
  /** A new value of "colorteller" for everyone, at once. */
  give: (color: string) => Promise<void>;
  stop: () => Promise<void>;
  /** Again on the same port, from the same log. */
  start: () => Promise<void>;
}

/** @param clock of the pipeline. Default: real time. */
export async function startSdkServer(
  definition: Definition = atOnce(),
  clock: Clock = realClock,
): Promise<SdkServer> {
  const folder = mkdtempSync(path.join(tmpdir(), 'sdk-server-'));
  const { key } = await createKey(
    folder,
    { kind: 'server', environment: 'production' },
    Date.now(),
  );
  const store = createMemoryEventStore();
  const port = await freePort();
  let running = await run({ definition, store, folder, port, clock });
  const server: SdkServer = {
    url: `http://127.0.0.1:${port}`,
    key,
    folder,
    get interpreter() {
      return running.interpreter;
    },
    get service() {
      return running.service;
    },
    get inProcess() {
      return running.inProcess;
    },
    store,
    give: async (color) => {
      await running.interpreter.submit({
        type: 'config-changed',
        config: 'colorteller',
        change: { defaultValue: { color } },
        actor: 'ann',
        reason: null,
      });
    },
    stop: () => running.stop(),
    start: async () => {
      running = await run({ definition, store, folder, port, clock });
    },
    [Symbol.asyncDispose]: async () => {
      await running.stop();
      rmSync(folder, { recursive: true });
    },
  };
  return server;
}

/** The walkthrough where a change applies with no release. */
export function atOnce(): Definition {
  const definition = walkthrough();
  const [config] = definition.dynamicConfigs;
  return { ...definition, dynamicConfigs: [{ ...config!, pipeline: null }] };
}

async function run(options: {
  definition: Definition;
  store: EventStore;
  folder: string;
  port: number;
  clock: Clock;
}) {
  const { definition, store, folder, port, clock } = options;
  const interpreter = createInterpreter({
    definition,
    store,
    clock,
    check: (next, before) => {
      if (!haveSameDecisions(before, next)) assertSpecsFit(next);
    },
    onRefusedAtReplay: () => undefined,
    onTimerFailure: () => undefined,
  });
  const service = createSdkService({
    interpreter,
    keys: openWorkspaceKeys(folder),
    realNowMs: () => Date.now(),
  });
  interpreter.subscribe(service.feed.onEvent);
  interpreter.start();
  const evaluatorOf = createEvaluatorCache();
  const present = () => ({
    evaluator: evaluatorOf(interpreter.definition()),
    moment: { nowMs: Date.now(), configs: interpreter.state() },
  });
  const inProcess = createInProcessSource(present);
  const view = () => {
    throw new Error('these tests read no state');
  };
  const streams = createStreams({ interpreter, view, clock: realClock });
  const app = controlPlane({
    phaseTimes: followPhaseTimes(interpreter, () => Date.now()),
    interpreter,
    nowMs: () => Date.now(),
    present,
    source: inProcess,
    streams,
    view,
    simulatedClock: null,
    regionsCaughtUp: () => Promise.resolve(),
    sdk: service.routes,
    assertDestroyable: () => Promise.resolve(),
    planner: noPlanner,
    gitopsDiff: () => Promise.resolve(''),
    stackSpec: () => undefined,
    retry: () => [],
    confirmEdit: () => Promise.reject(new AppError('NO_CHANGE', 'no edit waits')),
    planEdit: () => Promise.reject(new AppError('NOT_SUPPORTED', 'nothing is deployed')),
    stackNames: () => [],
    key: 'control-key',
    isConsoleKey: isSameKey('control-key'),
    isEvaluationKey: isSameKey('control-key'),
    realNowMs: () => Date.now(),
    newPageUrl: () => '',
    onShutdown: () => undefined,
    onInternalError: (error) => {
      throw error;
    },
  });
  const listening = await listen(app, { port }, service.streams);
  let stopped: Promise<void> | undefined;
  const stop = async () => {
    await listening.close();
    await interpreter.close();
  };
  return {
    port: listening.port,
    interpreter,
    service,
    inProcess,
    stop: () => (stopped ??= stop()),
  };
}

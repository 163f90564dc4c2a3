import { AppError } from '../../orchestrator/common/errors/app-error.ts';
import { followPhaseTimes } from '../../orchestrator/control-plane/phase-times.ts';
import type { Express } from 'express';
import { controlPlane } from '../../orchestrator/control-plane/app.ts';
import { listen, type ListenAt } from '../../orchestrator/control-plane/server/listen.ts';
import { createSdkService } from '../../orchestrator/control-plane/statsig/sdk-service.ts';
import { createStreams } from '../../orchestrator/control-plane/streams/streams.ts';
import { type StateView } from '../../orchestrator/control-plane/view/state-view.ts';
import { buildStateView } from '../../orchestrator/control-plane/view/build-state-view.ts';
import type { Definition } from '../../orchestrator/core/definition/definition.ts';
import type { ImageCheck } from '../../orchestrator/runtime/images/image-check.ts';
import { adoptDefinition } from '../../orchestrator/runtime/interpreter/adopt-definition.ts';
import {
  createInterpreter,
  type Interpreter,
} from '../../orchestrator/runtime/interpreter/interpreter.ts';
import { createInProcessSource } from '../../orchestrator/runtime/loop/in-process-source.ts';
import type { SessionKeys } from '../../orchestrator/control-plane/keys/session-file.ts';
import { openWorkspaceKeys } from '../../orchestrator/control-plane/keys/workspace-keys.ts';
import { createMemoryEventStore } from '../../orchestrator/runtime/store/memory-event-store.ts';
import { createFakeClock } from './fakes/fake-clock.ts';
import { noPlanner } from './fakes/no-planner.ts';
import { realClock } from '../../orchestrator/common/real-clock.ts';
import { isSameKey } from '../../orchestrator/control-plane/middleware/require-key.ts';
import { createEvaluatorCache } from '../../orchestrator/core/evaluation/evaluator.ts';

export const CONTROL_KEY = 'the-key';

/** A control plane that listens, on a log in memory and a clock that stands still. */
export interface ServedControlPlane {
  url: string;
  port: number;
  app: Express;
  interpreter: Interpreter;
  clock: ReturnType<typeof createFakeClock>;
  present: ReturnType<typeof presentOf>;
  shutdowns: { destroy: boolean; unprotect?: boolean }[];
  close(): Promise<void>;
}

/** @param isAdopted whether the log begins with the definition, as that of an orchestrator does. */
export async function serveControlPlane(
  definition: Definition,
  {
    isAdopted,
    port = 0,
    tls = null,
    ...more
  }: {
    isAdopted: boolean;
    port?: number;
    requireImages?: ImageCheck;
    sessions?: Pick<SessionKeys, 'key' | 'isKey' | 'redeem'>;
    isReadGuarded?: boolean;
    framedBy?: readonly string[];
    tls?: ListenAt['tls'];
  },
): Promise<ServedControlPlane> {
  const clock = createFakeClock();
  const shutdowns: { destroy: boolean; unprotect?: boolean }[] = [];
  const interpreter = createInterpreter({
    definition,
    store: createMemoryEventStore(),
    clock,
    onRefusedAtReplay: () => undefined,
    onTimerFailure: () => undefined,
  });
  interpreter.start();
  if (isAdopted) await adoptDefinition(interpreter, definition);
  const present = presentOf(interpreter, clock);
  const view = (): StateView =>
    buildStateView({
      nowMs: clock.nowMs(),
      clock: { kind: 'real', speed: 1, isPaused: false },
      seq: interpreter.lastSeq(),
      workspace: 'w',
      tooling: { engine: 'embedded', runtime: 'process', provider: 'own', reasons: [] },
      definition: interpreter.definition(),
      evaluator: present().evaluator,
      definitionProblem: null,
      source: null,
      state: interpreter.state(),
      loop: {},
      heartbeat: null,
    });
  const streams = createStreams({ interpreter, view, clock: realClock });
  const app = controlPlane({
    phaseTimes: followPhaseTimes(interpreter, () => Date.now()),
    ...more,
    interpreter,
    nowMs: () => clock.nowMs(),
    present,
    source: createInProcessSource(present),
    view,
    streams,
    sdk: createSdkService({ interpreter, keys: openWorkspaceKeys('none'), realNowMs: () => 0 })
      .routes,
    simulatedClock: null,
    regionsCaughtUp: () => Promise.resolve(),
    assertDestroyable: () => Promise.resolve(),
    planner: noPlanner,
    gitopsDiff: () => Promise.resolve(''),
    stackSpec: () => undefined,
    retry: (stack) => (stack === undefined ? [] : [stack]),
    confirmEdit: () => Promise.reject(new AppError('NO_CHANGE', 'no edit waits')),
    planEdit: () => Promise.reject(new AppError('NOT_SUPPORTED', 'nothing is deployed')),
    stackNames: () => interpreter.definition().stacks.map(({ name }) => name),
    key: CONTROL_KEY,
    isConsoleKey: isSameKey(CONTROL_KEY),
    isEvaluationKey: isSameKey(CONTROL_KEY),
    realNowMs: () => clock.nowMs(),
    newPageUrl: () => 'http://127.0.0.1/p/none',
    onShutdown: (how) => shutdowns.push(how),
    onInternalError: (error) => {
      throw error;
    },
  });
  const server = await listen(app, { port, tls });
  return {
    url: `${tls === null ? 'http' : 'https'}://127.0.0.1:${server.port}`,
    port: server.port,
    app,
    interpreter,
    clock,
    present,
    shutdowns,
    close: async () => {
      streams.close();
      await server.close();
      await interpreter.close();
    },
  };
}

function presentOf(interpreter: Interpreter, clock: { nowMs: () => number }) {
  const evaluatorOf = createEvaluatorCache();
  return () => ({
    evaluator: evaluatorOf(interpreter.definition()),
    moment: { nowMs: clock.nowMs(), configs: interpreter.state() },
  });
}

import { realClock } from '../../orchestrator/clock.ts';
import { controlPlane } from '../../orchestrator/control-plane/app.ts';
import { listen } from '../../orchestrator/control-plane/listen.ts';
import { createSdkService } from '../../orchestrator/control-plane/statsig/sdk-service.ts';
import { openSdkKeys } from '../../orchestrator/sdk-keys.ts';
import { createStreams } from '../../orchestrator/control-plane/streams/streams.ts';
import { stateView, type StateView } from '../../orchestrator/control-plane/view/state-view.ts';
import type { Definition } from '../../orchestrator/definition/definition.ts';
import { createEvaluatorCache } from '../../orchestrator/evaluator-cache.ts';
import { startInterpreter, type Interpreter } from '../../orchestrator/interpreter/interpreter.ts';
import { createInProcessSource } from '../../orchestrator/loop/in-process-source.ts';
import { createMemoryEventStore } from '../../orchestrator/store/memory-event-store.ts';
import { createControlClient, type ControlClient } from '../../scripts/control-client.ts';
import { createFakeClock } from './fakes/fake-clock.ts';
import { walkthrough } from './walkthrough.ts';

export const KEY = 'the-key';

/** The real control plane over real HTTP, with a log in memory and nothing deployed. */
export interface TestControlPlane extends AsyncDisposable {
  interpreter: Interpreter;
  client: ControlClient;
  url: string;
  port: number;
  /** What was asked of `POST /api/shutdown`. */
  shutdowns: { destroy: boolean }[];
}

export async function startTestControlPlane(
  definition: Definition = walkthrough(),
  port = 0,
): Promise<TestControlPlane> {
  const clock = createFakeClock();
  const shutdowns: { destroy: boolean }[] = [];
  const interpreter = startInterpreter({
    definition,
    store: createMemoryEventStore(),
    clock,
    onEvent: () => undefined,
    onEffect: () => undefined,
    onRefusedAtReplay: () => undefined,
    onTimerFailure: () => undefined,
  });
  const evaluatorOf = createEvaluatorCache();
  const present = () => ({
    evaluator: evaluatorOf(interpreter.definition()),
    moment: { nowMs: clock.nowMs(), configs: interpreter.state() },
  });
  const view = (): StateView =>
    stateView({
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
    });
  const streams = createStreams({ interpreter, view, clock: realClock });
  const app = controlPlane({
    interpreter,
    nowMs: () => clock.nowMs(),
    present,
    source: createInProcessSource(present),
    streams,
    view,
    sdk: createSdkService({ interpreter, keys: openSdkKeys('none'), realNowMs: () => 0 }).routes,
    simulatedClock: null,
    stackSpec: () => undefined,
    key: KEY,
    onShutdown: (how) => shutdowns.push(how),
    onInternalError: (error) => {
      throw error;
    },
  });
  const server = await listen(app, port);
  const url = `http://127.0.0.1:${server.port}`;
  return {
    interpreter,
    client: createControlClient(url, KEY),
    url,
    port: server.port,
    shutdowns,
    [Symbol.asyncDispose]: async () => {
      streams.close();
      await server.close();
      await interpreter.close();
    },
  };
}

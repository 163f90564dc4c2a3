import { createEvaluatorCache } from '../../../orchestrator/core/evaluation/evaluator.ts';
import { parseDefinition } from '../../../orchestrator/core/definition/parse.ts';
import {
  WALKTHROUGH_PORTS,
  walkthroughFile,
} from '../../../orchestrator/core/definition/walkthrough.ts';
import { buildStateView } from '../../../orchestrator/control-plane/view/build-state-view.ts';
import { realClock } from '../../../orchestrator/common/real-clock.ts';
import { createInterpreter } from '../../../orchestrator/runtime/interpreter/interpreter.ts';
import { openFileEventStore } from '../../../orchestrator/runtime/store/file-event-store.ts';

/** Prints what the log named as argument costs once it is replayed: `{ heapMb, stateMs }`. Needs --expose-gc. */
const [file = ''] = process.argv.slice(2);
const definition = parseDefinition(walkthroughFile(WALKTHROUGH_PORTS), 'colorteller.yaml');
const store = await openFileEventStore({ file, onTornTail: () => undefined });
const interpreter = createInterpreter({
  definition,
  store,
  clock: realClock,
  onRefusedAtReplay: (event, reason) => {
    throw new Error(`${event.type} at ${event.atMs} ms was refused: ${reason}`);
  },
  onTimerFailure: () => undefined,
});
const evaluator = createEvaluatorCache()(definition);
const view = () =>
  JSON.stringify(
    buildStateView({
      nowMs: realClock.nowMs(),
      clock: { kind: 'real', speed: 1, isPaused: false },
      seq: interpreter.lastSeq(),
      workspace: 'bench',
      tooling: null,
      definition,
      evaluator,
      definitionProblem: null,
      source: null,
      state: interpreter.state(),
      loop: {},
      heartbeat: null,
    }),
  );
const WARM_UP = 50;
for (let n = 0; n < WARM_UP; n++) view();
const RUNS = 50;
const startedAt = performance.now();
for (let n = 0; n < RUNS; n++) view();
const stateMs = (performance.now() - startedAt) / RUNS;
globalThis.gc?.();
const heapMb = process.memoryUsage().heapUsed / 1024 / 1024;
process.stdout.write(`${JSON.stringify({ heapMb, stateMs })}\n`);
await store.close();

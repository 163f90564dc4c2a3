import type { Definition } from '../core/definition/definition.ts';
import { type Evaluator, type Moment, createEvaluatorCache } from '../core/evaluation/evaluator.ts';
import type { Context } from '../core/pipeline/state.ts';
import type { Interpreter } from '../runtime/interpreter/interpreter.ts';
import type { World } from './dependencies.ts';

/** Reads the current definition, state and time. */
export interface PipelineReader {
  /** Pipeline time. */
  nowMs: () => number;
  context: () => Context;
  evaluatorOf: (definition: Definition) => Evaluator;
  /** What evaluates the definition in effect. */
  present: () => { evaluator: Evaluator; moment: Moment };
  /** How far pipeline time is ahead of real time. */
  aheadMs: () => number;
}

export function createPipelineReader(
  interpreter: Interpreter,
  { clock, simulatedClock }: World,
): PipelineReader {
  const nowMs = () => (simulatedClock ?? clock).nowMs();
  const evaluatorOf = createEvaluatorCache();
  return {
    nowMs,
    context: () => ({ definition: interpreter.definition(), state: interpreter.state() }),
    evaluatorOf,
    present: () => ({
      evaluator: evaluatorOf(interpreter.definition()),
      moment: { nowMs: nowMs(), configs: interpreter.state() },
    }),
    aheadMs: () => nowMs() - clock.nowMs(),
  };
}

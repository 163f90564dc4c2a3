import { assertSpecsFit } from '../control-plane/statsig/specs-feed.ts';
import type { Definition } from '../core/definition/definition.ts';
import { haveSameDecisions } from '../core/pipeline/release.ts';
import { createInterpreter, type Interpreter } from '../runtime/interpreter/interpreter.ts';
import type { World } from './dependencies.ts';

/** Replays the log. Its timers start with {@link Interpreter.start}, when every part has subscribed. */
export function composeInterpreter(
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

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Clock } from '../../orchestrator/common/clock.ts';
import {
  createInterpreter,
  type Interpreter,
} from '../../orchestrator/runtime/interpreter/interpreter.ts';
import { AppError } from '../../orchestrator/common/errors/app-error.ts';
import type { UnstampedEvent } from '../../orchestrator/core/pipeline/event.ts';
import { reduce } from '../../orchestrator/core/pipeline/reduce.ts';
import { createMemoryEventStore } from '../../orchestrator/runtime/store/memory-event-store.ts';
import { eventOf } from '../support/random-events.ts';
import {
  definitionOf,
  history,
  HISTORY_START_MS,
  plan,
  within,
} from '../support/random-history.ts';
import type { Context } from '../../orchestrator/core/pipeline/state.ts';
import { thorough } from '../support/exhaustive.ts';

/** Time that stands still between two steps; nobody waits for it to pass. */
function steppedClock(): Clock & { pass: (ms: number) => void } {
  let nowMs = HISTORY_START_MS;
  return {
    nowMs: () => nowMs,
    pass: (ms) => {
      nowMs += ms;
    },
    sleep: (_ms, signal) =>
      new Promise((_resolve, reject) => {
        signal?.addEventListener('abort', () => reject(new DOMException('', 'AbortError')));
      }),
  };
}

const answerOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'accepted',
    (error: unknown) => (error instanceof AppError ? error.code : String(error)),
  );

/** The answers and the state if the events came one after the other, in that order. */
function inOrder(start: Context, events: readonly UnstampedEvent[], order: number[], atMs: number) {
  let { definition, state } = start;
  const answers: string[] = [];
  for (const index of order) {
    const reduction = reduce(definition, state, { ...events[index]!, atMs });
    answers[index] = reduction.accepted ? 'accepted' : reduction.code;
    if (reduction.accepted) ({ definition, state } = reduction);
  }
  return { answers, state };
}

describe('actions submitted at once', () => {
  it('are answered, and leave the state, as in some serial order', async () => {
    await fc.assert(
      fc.asyncProperty(plan, history, async (planned, script) => {
        const steps = within(planned, script);
        const [past, concurrent] = [steps.slice(0, -3), steps.slice(-3)];
        const clock = steppedClock();
        const interpreter: Interpreter = createInterpreter({
          definition: definitionOf(planned),
          store: createMemoryEventStore(),
          clock,
          onRefusedAtReplay: () => undefined,
          onTimerFailure: () => undefined,
        });
        interpreter.start();
        for (const step of past) {
          clock.pass(step.waitMs);
          await answerOf(
            interpreter.submit(({ definition, state }) => eventOf(definition, state, step)),
          );
        }
        const start = { definition: interpreter.definition(), state: interpreter.state() };
        const events = concurrent.map((step) => eventOf(start.definition, start.state, step));
        const answers = await Promise.all(
          events.map((event) => answerOf(interpreter.submit(event))),
        );
        const found = { answers, state: interpreter.state() };
        const orders = permutations(events.map((_, index) => index));
        const serial = orders.map((order) => inOrder(start, events, order, clock.nowMs()));
        expect(serial).toContainEqual(found);
        await interpreter.close();
      }),
      { numRuns: thorough(3_000, 300) },
    );
  });
});

function permutations(items: readonly number[]): number[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item) =>
    permutations(items.filter((other) => other !== item)).map((rest) => [item, ...rest]),
  );
}

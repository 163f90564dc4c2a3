import type { Engine } from '../../ports/engine.ts';
import { AppError } from '../../common/errors/app-error.ts';
import { planOf } from './plan.ts';
import type { Plan, PlanSummary } from './plan-schema.ts';
import { nextQuestion, type Present, type Question } from './question.ts';
import { previewStack } from './stack-preview.ts';

/** Previews what the next phase would do; a plan is valid until the state changes. */
export interface Planner {
  /**
   * @param release default: the one that waits; where none does, the update of the present state.
   * @param signal cancels; the previews are aborted when nobody else waits for them.
   * @throws AppError of the engine: PROTECTED where the phase cannot be done.
   */
  plan(release: string | undefined, signal: AbortSignal): Promise<Plan>;
  /** The last plan while it is valid; null where there is none. Runs no preview. */
  lastValid(): PlanSummary | null;
  /** Whether the plan is still valid. */
  holds(plan: Plan): boolean;
}

export interface PlannerOptions {
  engine: Pick<Engine, 'preview'>;
  present: () => Present;
  /** The real Statsig service decides; its next decisions are unknown here. */
  isDecidedElsewhere: boolean;
}

/** After so many changes of the state during previews, the last plan is returned. */
const MOST_TRIES = 3;

export function createPlanner({ engine, present, isDecidedElsewhere }: PlannerOptions): Planner {
  const shared = createSharedRuns<Plan>();
  const keys = new WeakMap<Plan, string>();
  let last: Plan | undefined;

  const compute = async (question: Question, signal: AbortSignal): Promise<Plan> => {
    const stacks = await Promise.all(
      question.stacks.map((stack) => previewStack(engine, stack, signal)),
    );
    return planOf(question, stacks);
  };

  /** The current question as a string. */
  const keyOf = (release: string | undefined): string | undefined => {
    try {
      return JSON.stringify(nextQuestion(present(), release));
    } catch {
      // The release has ended.
      return undefined;
    }
  };

  const holds = (plan: Plan): boolean => keys.get(plan) === keyOf(plan.release ?? undefined);

  const answer = async (release: string | undefined, signal: AbortSignal): Promise<Plan> => {
    const question = nextQuestion(present(), release);
    const key = JSON.stringify(question);
    if (last !== undefined && keys.get(last) === key) return last;
    last = await shared(key, (stop) => compute(question, stop), signal);
    keys.set(last, key);
    return last;
  };

  return {
    plan: async (release, signal) => {
      if (isDecidedElsewhere) throw decidedElsewhere();
      for (let tries = 1; ; tries++) {
        const plan = await answer(release, signal);
        // The state may have changed during the previews, by an update, say.
        if (holds(plan) || tries === MOST_TRIES) return plan;
      }
    },
    lastValid: () => {
      if (last === undefined || !holds(last)) return null;
      const { hash, release, phase, counts, deletes } = last;
      return { hash, release, phase, counts, deletes };
    },
    holds,
  };
}

export function decidedElsewhere(): AppError {
  return new AppError(
    'NOT_SUPPORTED',
    'the real Statsig service makes the decisions, and its next phase is unknown here',
    { action: 'See the Statsig console, and the last update with: npx colorteller events' },
  );
}

interface Run<T> {
  result: Promise<T>;
  stopping: AbortController;
  waiting: number;
}

/**
 * Deduplicates runs by key: a request for a run in flight shares it. A run is aborted when its last waiter has left.
 */
function createSharedRuns<T>(): (
  key: string,
  run: (signal: AbortSignal) => Promise<T>,
  signal: AbortSignal,
) => Promise<T> {
  const runs = new Map<string, Run<T>>();

  const begin = (key: string, run: (signal: AbortSignal) => Promise<T>): Run<T> => {
    const stopping = new AbortController();
    const current = { result: run(stopping.signal), stopping, waiting: 0 };
    runs.set(key, current);
    const forget = () => {
      if (runs.get(key) === current) runs.delete(key);
    };
    current.result.then(forget, forget);
    return current;
  };

  return async (key, run, signal) => {
    signal.throwIfAborted();
    const current = runs.get(key) ?? begin(key, run);
    current.waiting += 1;
    const left = new AbortController();
    try {
      return await Promise.race([current.result, rejectedOn(signal, left.signal)]);
    } finally {
      left.abort();
      current.waiting -= 1;
      if (current.waiting === 0) {
        if (runs.get(key) === current) runs.delete(key);
        current.stopping.abort();
      }
    }
  };
}

/** Rejects when `signal` is aborted; removes its listener when `left` is. */
function rejectedOn(signal: AbortSignal, left: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const stop = () => reject(signal.reason as Error);
    signal.addEventListener('abort', stop, { once: true, signal: left });
  });
}

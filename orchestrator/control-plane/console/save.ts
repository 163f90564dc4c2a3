import type { Definition } from '../../core/definition/definition.ts';
import type { Interpreter } from '../../runtime/interpreter/interpreter.ts';
import { isDeepStrictEqual } from '../../core/pipeline/deep-equal.ts';
import type { PersonEvent, UnstampedEvent } from '../../core/pipeline/event.ts';
import { admit } from '../../core/pipeline/admit.ts';
import { refusalError } from '../../core/pipeline/refusal.ts';
import type { Content, Context } from '../../core/pipeline/state.ts';

/** What a request changes; nothing where it changes nothing. */
export interface Plan {
  /** The whole of it as it is after: applies at once, without a release. */
  definition?: Definition;
  /** Starts a release where the config has a pipeline. */
  content?: { config: string; change: Content; atOnce?: boolean };
}

/** Who asks for a change, and why. */
export interface By {
  actor: string;
  reason: string | null;
}

interface SaveOptions {
  interpreter: Interpreter;
  /** Pipeline time. */
  nowMs: () => number;
}

/**
 * Carries out a plan that is made from the state at its turn. Its definition and its content are two events, one
 * right after the other; where either is refused, neither happens. A change that changes nothing is no event.
 * @throws AppError the refusal.
 */
export async function save(
  { interpreter, nowMs }: SaveOptions,
  by: By,
  make: (context: Context) => Plan,
): Promise<void> {
  let rest: UnstampedEvent[] = [];
  const next = (): UnstampedEvent => {
    const event = rest.shift();
    if (event === undefined) throw new NothingLeft();
    return event;
  };
  const first = interpreter.submit((context) => {
    const atMs = Math.max(nowMs(), context.state.lastEventAtMs);
    rest = accepted(context, eventsOf(context, make(context), by), atMs);
    return next();
  });
  // Not written: then the second must not be either.
  first.catch(() => (rest = []));
  const second = interpreter.submit(next);
  for (const result of await Promise.allSettled([first, second])) {
    if (result.status === 'rejected' && !(result.reason instanceof NothingLeft))
      throw result.reason;
  }
}

class NothingLeft extends Error {}

function eventsOf({ definition }: Context, plan: Plan, by: By): PersonEvent[] {
  const events: PersonEvent[] = [];
  if (plan.definition !== undefined) {
    // As the log will give it back: without keys that hold nothing.
    const written = JSON.parse(JSON.stringify(plan.definition)) as Definition;
    if (!isDeepStrictEqual(written, definition)) {
      events.push({ type: 'definition-changed', definition: written, ...by });
    }
  }
  if (plan.content !== undefined) events.push({ type: 'config-changed', ...plan.content, ...by });
  return events;
}

/** @throws AppError when one of them would be refused; one that would change nothing is left out. */
function accepted(context: Context, events: readonly PersonEvent[], atMs: number): PersonEvent[] {
  let present = context;
  return events.filter((event) => {
    const reduction = admit(present, { ...event, atMs });
    if (reduction.accepted) {
      present = reduction;
      return true;
    }
    if (reduction.code === 'NO_CHANGE') return false;
    throw refusalError(reduction);
  });
}

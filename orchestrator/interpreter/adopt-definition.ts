import type { Definition } from '../definition/definition.ts';
import type { Context } from '../pipeline/context.ts';
import { isDeepStrictEqual } from '../pipeline/deep-equal.ts';
import type { UnstampedEvent } from '../pipeline/event.ts';
import { reduce } from '../pipeline/reduce.ts';
import type { Interpreter } from './interpreter.ts';

/**
 * Takes the definition of the workspace file into the log, where it is another than the one in effect. Resolves to
 * whether it was.
 * @throws AppError the refusal: an active release locks what was edited. The definition in effect is then as before.
 */
export async function adoptDefinition(
  interpreter: Interpreter,
  definition: Definition,
): Promise<boolean> {
  const isFirst = interpreter.lastSeq() === 0;
  const event = adoption(interpreter.definition(), definition);
  if (event === undefined && !isFirst) return false;
  await interpreter.submit(event ?? changeTo(definition));
  return true;
}

/** What would be known after {@link adoptDefinition}; a definition that is refused changes nothing. */
export function adoptedBy({ definition, state }: Context, next: Definition): Context {
  const event = adoption(definition, next);
  if (event === undefined) return { definition, state };
  const reduction = reduce(definition, state, { ...event, atMs: state.lastEventAtMs });
  return reduction.accepted ? reduction : { definition, state };
}

function adoption(present: Definition, next: Definition): UnstampedEvent | undefined {
  const event = changeTo(next);
  return isDeepStrictEqual(present, event.definition) ? undefined : event;
}

function changeTo(definition: Definition) {
  // As the log will give it back: without keys that hold nothing.
  const written = JSON.parse(JSON.stringify(definition)) as Definition;
  const by = { actor: 'workspace file', reason: null };
  return { type: 'definition-changed' as const, definition: written, ...by };
}

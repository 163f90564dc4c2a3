import { checkDefinition } from '../../core/definition/check-definition.ts';
import type { Definition } from '../../core/definition/definition.ts';
import { mergeDefinitions } from '../../core/definition/merge-definitions.ts';
import { AppError } from '../../common/errors/app-error.ts';
import { isDeepStrictEqual } from '../../core/pipeline/deep-equal.ts';
import type { UnstampedEvent } from '../../core/pipeline/event.ts';
import { admit } from '../../core/pipeline/admit.ts';
import type { Interpreter } from './interpreter.ts';
import type { Context } from '../../core/pipeline/state.ts';

/** The actor of definitions that come from the workspace file. */
const FILE_ACTOR = { actor: 'workspace file', reason: null };

/**
 * Appends the definition of the workspace file to the log if the file changed since the last time: what was edited
 * follows the file, the rest keeps changes made elsewhere. Resolves to whether the file changed.
 * @param options automated: a retry without a person, so it starts no release after an abort or rollback.
 * @throws AppError the refusal: an active release locks what was edited; WORKSPACE_INVALID when the file no longer fits
 * changes made elsewhere. The definition in effect is then unchanged.
 */
export async function adoptDefinition(
  interpreter: Interpreter,
  file: Definition,
  { automated = false }: { automated?: boolean } = {},
): Promise<boolean> {
  const state = { hasChanged: true };
  try {
    await interpreter.submit((context) => {
      const event = adoption(context, file);
      if (event !== undefined) return automated ? { ...event, automated } : event;
      state.hasChanged = false;
      throw new AppError('NO_CHANGE', 'the workspace file is in effect already');
    });
  } catch (error) {
    if (state.hasChanged) throw error;
  }
  return state.hasChanged;
}

/** The context after {@link adoptDefinition}; a definition that is refused changes nothing. */
export function adoptedBy({ definition, state }: Context, file: Definition): Context {
  try {
    const event = adoption({ definition, state }, file);
    if (event === undefined) return { definition, state };
    const reduction = admit({ definition, state }, { ...event, atMs: state.lastEventAtMs });
    return reduction.accepted ? reduction : { definition, state };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { definition, state };
  }
}

type AdoptionEvent = Extract<UnstampedEvent, { type: 'definition-changed' }>;

/** The event that adopts the file; undefined when the file is unchanged. */
function adoption(
  { definition: inEffect, state: { fileDefinition } }: Context,
  parsed: Definition,
): AdoptionEvent | undefined {
  const file = asWritten(parsed);
  if (fileDefinition !== null && isDeepStrictEqual(fileDefinition, file)) return undefined;
  const definition = mergeDefinitions(fileDefinition ?? inEffect, inEffect, file);
  const [problem] = checkDefinition(definition);
  if (problem !== undefined) {
    throw new AppError(
      'WORKSPACE_INVALID',
      `the workspace file conflicts with a change made elsewhere: ${problem.path.join('.')}: ${problem.message}`,
      { action: 'Correct the file, or undo the other change.' },
    );
  }
  return { type: 'definition-changed', definition, file, ...FILE_ACTOR };
}

/** As the log returns it: without undefined keys. */
function asWritten(definition: Definition): Definition {
  return JSON.parse(JSON.stringify(definition)) as Definition;
}

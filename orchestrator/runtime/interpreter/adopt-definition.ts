import { createHash } from 'node:crypto';
import { checkDefinition } from '../../core/definition/check-definition.ts';
import type { Definition } from '../../core/definition/definition.ts';
import { deletionsOf, deletionsText } from '../../core/definition/deletions.ts';
import { mergeDefinitions } from '../../core/definition/merge-definitions.ts';
import { AppError } from '../../common/errors/app-error.ts';
import { isDeepStrictEqual } from '../../core/pipeline/deep-equal.ts';
import { activeReleases } from '../../core/pipeline/release.ts';
import { matchesAnyRule } from '../../core/targeting/match-rule.ts';
import type { UnstampedEvent } from '../../core/pipeline/event.ts';
import { admit } from '../../core/pipeline/admit.ts';
import type { EditThatDeletes } from './edit-that-deletes.ts';
import type { Interpreter } from './interpreter.ts';
import type { Context } from '../../core/pipeline/state.ts';

/** The actor of definitions that come from the workspace file. */
const FILE_ACTOR = { actor: 'workspace file', reason: null };

export interface AdoptOptions {
  /** A retry without a person, so it starts no release after an abort or rollback. Default false. */
  automated?: boolean;
  /** What is deployed may be deleted: anything, or what the edit of that id deletes. Default: nothing may. */
  allowDelete?: true | { edit: string; by: string };
  /** Whether anything is deployed now. Default: what the log says. */
  isDeployed?: boolean;
  /** What another program of the user's deletes. Default: nothing. */
  resources?: readonly DeletedResource[];
}

/** A resource of a program of the user's that an edit deletes. */
export interface DeletedResource {
  /** As `Container us-west1`. */
  text: string;
  /** The region that it is of, by its name; null: none. */
  region: string | null;
}

/**
 * Appends the definition of the workspace file to the log if the file changed since the last time: what was edited
 * follows the file, the rest keeps changes made elsewhere. Resolves to whether the file changed.
 * @throws AppError the refusal: an active release locks what was edited; EDIT_DELETES when it deletes what is deployed and
 * may not, with the {@link EditThatDeletes} as its details; PROTECTED when that is protected; WORKSPACE_INVALID when the file no longer fits changes made elsewhere.
 * The definition in effect is then unchanged.
 */
export async function adoptDefinition(
  interpreter: Interpreter,
  file: Definition,
  { automated = false, allowDelete, isDeployed = true, resources = [] }: AdoptOptions = {},
): Promise<boolean> {
  const state = { hasChanged: true };
  try {
    await interpreter.submit((context) => {
      const event = adoption(context, file);
      if (event !== undefined) {
        const pending = isDeployed ? editThatDeletes(context, event, resources) : undefined;
        const confirmed = pending === undefined ? {} : confirmation(pending, allowDelete);
        return { ...event, ...confirmed, ...(automated && { automated }) };
      }
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

export type AdoptionEvent = Extract<UnstampedEvent, { type: 'definition-changed' }>;

/**
 * The event that adopts the file; undefined when the file is unchanged.
 * @throws AppError WORKSPACE_INVALID
 */
export function adoption(
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

/**
 * Undefined for an edit that deletes nothing, or where nothing is deployed.
 * @throws AppError PROTECTED
 */
export function editThatDeletes(
  { definition: before, state }: Context,
  { definition: after }: AdoptionEvent,
  resources: readonly DeletedResource[] = [],
): EditThatDeletes | undefined {
  if (state.isDeployed !== true) return undefined;
  const deletions = {
    ...deletionsOf(before, after),
    ...(resources.length > 0 && { resources: resources.map(({ text }) => text) }),
  };
  const emptied = resources.flatMap(({ region }) => region ?? []);
  if (deletionsText(deletions) === undefined) return undefined;
  const kept = before.regions.filter(
    ({ name, protect }) =>
      protect === true && (deletions.regions.includes(name) || emptied.includes(name)),
  );
  if (kept.length > 0) throw protectedFromEdit(kept.map(({ name }) => name));
  const edit = createHash('sha256')
    .update(JSON.stringify([before, after]))
    .digest('hex');
  const releases = releasesIn(before, state, [...deletions.regions, ...emptied]);
  return { ...deletions, releases, edit: edit.slice(0, 12) };
}

/** The active releases that have reached one of the regions, or will. */
function releasesIn(
  { regions }: Definition,
  state: Context['state'],
  names: readonly string[],
): string[] {
  const named = regions.filter(({ name }) => names.includes(name));
  return activeReleases(state)
    .filter(({ phases }) =>
      phases.some(({ rules }) => named.some((region) => matchesAnyRule(rules, region))),
    )
    .map(({ id }) => id);
}

/** What the event says of the confirmation. @throws AppError EDIT_DELETES where there is none. */
function confirmation(
  pending: EditThatDeletes,
  allowDelete: AdoptOptions['allowDelete'],
): { confirmedBy?: string } {
  if (allowDelete === true) return {};
  if (allowDelete?.edit === pending.edit) return { confirmedBy: allowDelete.by };
  throw editDeletes(pending, allowDelete?.edit);
}

/** @param asked the edit that somebody confirmed in its place. */
export function editDeletes(pending: EditThatDeletes, asked?: string): AppError {
  const during = pending.releases.length === 0 ? '' : ` during ${pending.releases.join(', ')}`;
  const deletes = `deletes ${deletionsText(pending) ?? 'nothing'}${during}`;
  const message =
    asked === undefined
      ? `the edit ${deletes}`
      : `edit ${asked} is not the one that waits; that is ${pending.edit}, which ${deletes}`;
  return new AppError('EDIT_DELETES', message, {
    action: `Confirm it with: npx colorteller confirm ${pending.edit}; or undo the edit.`,
    details: { ...pending },
  });
}

function protectedFromEdit(regions: readonly string[]): AppError {
  const [which, them] =
    regions.length === 1 ? ['which is protected', 'it'] : ['which are protected', 'them'];
  return new AppError('PROTECTED', `the edit deletes ${regions.join(', ')}, ${which}`, {
    action: `Undo the edit; or set "protect: false" for ${them} first, save that, and then take ${them} out.`,
    details: { regions },
  });
}

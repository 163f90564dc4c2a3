import type { DefinitionResult } from './definition-watcher.ts';
import type { Definition } from '../../core/definition/definition.ts';
import { withdrawnText, withdrawnValues } from '../../core/evaluation/lint-history.ts';
import { AppError } from '../../common/errors/app-error.ts';
import { toAppError } from '../../common/errors/to-app-error.ts';
import {
  adoptDefinition,
  editDeletes,
  type AdoptOptions,
  type DeletedResource,
} from '../interpreter/adopt-definition.ts';
import { editThatDeletesSchema, type EditThatDeletes } from '../interpreter/edit-that-deletes.ts';
import type { Interpreter } from '../interpreter/interpreter.ts';

export interface DefinitionIntakeOptions {
  interpreter: Interpreter;
  /** Called when the problem that keeps the file from being in effect changes; null: the file is in effect. */
  onProblem: (problem: string | null) => void;
  /** What of a file takes effect only at the next start; null: nothing. Default: nothing. */
  awaitsStart?: (file: Definition) => string | null;
  /** Whether a file may delete what is deployed with nobody confirming it. Default: never. */
  allowsDelete?: () => boolean;
  /** Whether anything is deployed, so that there is something to delete. Default: what the log says. */
  isDeployed?: () => boolean;
  /** A retry failed for another reason than a refusal. */
  onFailure: (error: unknown) => void;
}

/** What the program of a file deletes of what is deployed. @throws AppError where it cannot be said. */
export type DeletedBy = (file: Definition) => Promise<readonly DeletedResource[]>;

/** Appends readings of the workspace file to the log; a refused one waits for a retry. */
export interface DefinitionIntake {
  /**
   * Adopts a reading. A broken one changes nothing; {@link retry} tries a refused one again.
   * @param deletedBy what another program of the user's deletes; default: nothing. A file that it cannot be said of is as a broken one.
   * @throws AppError LOG_WRITE_FAILED
   */
  adopt(reading: DefinitionResult, deletedBy?: DeletedBy): Promise<void>;
  /** Retries a refused reading, if any. Returns at once. */
  retry(): void;
  /**
   * Adopts the edit that waits for it, although it deletes.
   * @param edit which one; left out: whichever waits.
   * @throws AppError NO_CHANGE where none waits, EDIT_DELETES where another one does, or why it is refused.
   */
  confirm(edit: string | undefined, by: string): Promise<EditThatDeletes>;
  /** Why the current file is not in effect; null when it is. */
  problem(): string | null;
  /** The edit that waits for {@link confirm}; null where none does. */
  unconfirmed(): EditThatDeletes | null;
  /** Accepts no more readings, and resolves when none is in flight. */
  close(): Promise<void>;
}

/** Handles one reading at a time; a new one replaces a refused one. */
export function createDefinitionIntake(options: DefinitionIntakeOptions): DefinitionIntake {
  const { interpreter } = options;
  let refused: ReadFile | undefined;
  let unconfirmed: EditThatDeletes | null = null;
  /** Of the last reading. */
  let refusedBecause: string | null = null;
  let problem: string | null = null;
  let queue: Promise<unknown> = Promise.resolve();
  let isClosed = false;

  /** A file in effect may ask for what was released and taken back. */
  const update = () => {
    const { fileDefinition } = interpreter.state();
    const [withdrawn] =
      fileDefinition === null ? [] : withdrawnValues(fileDefinition, interpreter.state());
    const next = refusedBecause ?? (withdrawn === undefined ? null : withdrawnText(withdrawn));
    if (next === problem) return;
    problem = next;
    options.onProblem(next);
  };
  const report = (next: string | null) => {
    refusedBecause = next;
    update();
  };
  interpreter.subscribe(update);

  const attempt = async (file: ReadFile, how: AdoptOptions): Promise<void> => {
    const { definition, resources } = file;
    refused = file;
    const anyway = options.allowsDelete?.() === true ? { allowDelete: true as const } : {};
    const isDeployed = options.isDeployed?.() ?? true;
    try {
      await adoptDefinition(interpreter, definition, {
        ...{ isDeployed, resources, ...anyway, ...how },
      });
    } catch (error) {
      if (!(error instanceof AppError) || error.code === 'LOG_WRITE_FAILED') throw error;
      unconfirmed = editOf(error);
      report(refusalText(error));
      if (how.allowDelete !== undefined) throw error;
      return;
    }
    refused = undefined;
    unconfirmed = null;
    report(options.awaitsStart?.(definition) ?? null);
  };

  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const done = queue.then(() => (isClosed ? undefined : work()));
    queue = done.catch(() => undefined);
    return done;
  };

  const confirm = async (edit: string | undefined, by: string): Promise<EditThatDeletes> => {
    if (refused === undefined || unconfirmed === null) {
      throw new AppError('NO_CHANGE', 'no edit of the workspace file waits for a confirmation', {
        action: 'Show why the file is not in effect, if it is not, with: npx colorteller status',
      });
    }
    const pending = unconfirmed;
    if (edit !== undefined && edit !== pending.edit) throw editDeletes(pending, edit);
    await attempt(refused, { allowDelete: { edit: edit ?? pending.edit, by } });
    return pending;
  };

  return {
    adopt: (reading, deletedBy) =>
      inTurn(async () => {
        const file = 'broken' in reading ? reading.broken : await fileOf(reading, deletedBy);
        if (!(file instanceof AppError)) {
          await attempt(file, {});
          return;
        }
        refused = undefined;
        unconfirmed = null;
        report(file.message);
      }),
    retry: () => {
      if (refused === undefined) return;
      inTurn(async () => {
        if (refused !== undefined) await attempt(refused, { automated: true });
      }).catch(options.onFailure);
    },
    confirm: async (edit, by) => {
      let confirmed: EditThatDeletes | undefined;
      await inTurn(async () => {
        confirmed = await confirm(edit, by);
      });
      if (confirmed === undefined)
        throw new AppError('NOT_RUNNING', 'the orchestrator is stopping');
      return confirmed;
    },
    problem: () => problem,
    unconfirmed: () => unconfirmed,
    close: async () => {
      isClosed = true;
      await queue;
    },
  };
}

/** A file, with what its program deletes. */
interface ReadFile {
  definition: Definition;
  resources: readonly DeletedResource[];
}

/** @returns an error where it cannot be said what the program deletes: the file is as a broken one then. */
async function fileOf(
  { definition }: { definition: Definition },
  deletedBy: DeletedBy | undefined,
): Promise<ReadFile | AppError> {
  try {
    return { definition, resources: (await deletedBy?.(definition)) ?? [] };
  } catch (error) {
    return toAppError(error);
  }
}

function editOf({ code, details }: AppError): EditThatDeletes | null {
  return code === 'EDIT_DELETES' ? editThatDeletesSchema.parse(details) : null;
}

function refusalText({ message, action, code }: AppError): string {
  // No retry undoes a rollback: a person has to save the file once more.
  if (code === 'AUTOMATION_HELD')
    return `${message} [${code}]; edit the file again (a comment is enough) to start it anyway.`;
  const way = action === undefined ? '' : ` ${action}`;
  if (code === 'EDIT_DELETES')
    return `${message} [${code}]; nothing happens before that is confirmed.${way}`;
  return `${message} [${code}]; the edit takes effect once nothing blocks it.${way}`;
}

import type { DefinitionReading } from './definition-watcher.ts';
import type { Definition } from '../../core/definition/definition.ts';
import { AppError } from '../../common/errors/app-error.ts';
import { adoptDefinition } from '../interpreter/adopt-definition.ts';
import type { Interpreter } from '../interpreter/interpreter.ts';

export interface DefinitionIntakeOptions {
  interpreter: Interpreter;
  /** Told when another problem keeps the file from being in effect, and, with null, when none does any more. */
  onProblem: (problem: string | null) => void;
  /** A try that nobody waits for failed for another reason than a refusal. */
  onFailure: (error: unknown) => void;
}

/** Where the readings of the workspace file go into the log, or wait until they can. */
export interface DefinitionIntake {
  /**
   * Takes a reading in. A broken one changes nothing; one that is refused is tried again by {@link retry}.
   * @throws AppError LOG_WRITE_FAILED
   */
  take(reading: DefinitionReading): Promise<void>;
  /** Tries again what was refused, if anything: something has happened since. Returns at once. */
  retry(): void;
  /** Why the file as it is now is not in effect; null when it is. */
  problem(): string | null;
  /** Takes nothing more, and resolves when nothing is under way. */
  close(): Promise<void>;
}

/** One reading at a time, the newest last: a refused one is dropped for the next. */
export function createDefinitionIntake(options: DefinitionIntakeOptions): DefinitionIntake {
  const { interpreter } = options;
  let refused: Definition | undefined;
  let problem: string | null = null;
  let queue: Promise<unknown> = Promise.resolve();
  let isClosed = false;

  const report = (next: string | null) => {
    if (next === problem) return;
    problem = next;
    options.onProblem(next);
  };

  const attempt = async (definition: Definition, automated: boolean): Promise<void> => {
    refused = definition;
    try {
      await adoptDefinition(interpreter, definition, { automated });
    } catch (error) {
      if (!(error instanceof AppError) || error.code === 'LOG_WRITE_FAILED') throw error;
      report(refusalText(error));
      return;
    }
    refused = undefined;
    report(null);
  };

  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const done = queue.then(() => (isClosed ? undefined : work()));
    queue = done.catch(() => undefined);
    return done;
  };

  return {
    take: (reading) =>
      inTurn(async () => {
        if ('definition' in reading) {
          await attempt(reading.definition, false);
          return;
        }
        refused = undefined;
        report(reading.broken.message);
      }),
    retry: () => {
      if (refused === undefined) return;
      inTurn(async () => {
        if (refused !== undefined) await attempt(refused, true);
      }).catch(options.onFailure);
    },
    problem: () => problem,
    close: async () => {
      isClosed = true;
      await queue;
    },
  };
}

function refusalText({ message, action, code }: AppError): string {
  // A rollback is never undone by itself: here a person has to save the file once more.
  if (code === 'AUTOMATION_HELD')
    return `${message} [${code}]; edit the file once more (a comment will do) to start it all the same.`;
  const way = action === undefined ? '' : ` ${action}`;
  return `${message} [${code}]; the edit is taken by itself once nothing is in its way.${way}`;
}

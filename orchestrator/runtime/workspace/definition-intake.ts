import type { DefinitionReading } from './definition-watcher.ts';
import type { Definition } from '../../core/definition/definition.ts';
import { withdrawnText, withdrawnValues } from '../../core/evaluation/lint-history.ts';
import { AppError } from '../../common/errors/app-error.ts';
import { adoptDefinition } from '../interpreter/adopt-definition.ts';
import type { Interpreter } from '../interpreter/interpreter.ts';

export interface DefinitionIntakeOptions {
  interpreter: Interpreter;
  /** Called when the problem that keeps the file from being in effect changes; null: the file is in effect. */
  onProblem: (problem: string | null) => void;
  /** What of a file takes effect only at the next start; null: nothing. Default: nothing. */
  awaitsStart?: (file: Definition) => string | null;
  /** A retry failed for another reason than a refusal. */
  onFailure: (error: unknown) => void;
}

/** Appends readings of the workspace file to the log; a refused one waits for a retry. */
export interface DefinitionIntake {
  /**
   * Adopts a reading. A broken one changes nothing; {@link retry} tries a refused one again.
   * @throws AppError LOG_WRITE_FAILED
   */
  adopt(reading: DefinitionReading): Promise<void>;
  /** Retries a refused reading, if any. Returns at once. */
  retry(): void;
  /** Why the current file is not in effect; null when it is. */
  problem(): string | null;
  /** Accepts no more readings, and resolves when none is in flight. */
  close(): Promise<void>;
}

/** Handles one reading at a time; a new one replaces a refused one. */
export function createDefinitionIntake(options: DefinitionIntakeOptions): DefinitionIntake {
  const { interpreter } = options;
  let refused: Definition | undefined;
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
    report(options.awaitsStart?.(definition) ?? null);
  };

  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const done = queue.then(() => (isClosed ? undefined : work()));
    queue = done.catch(() => undefined);
    return done;
  };

  return {
    adopt: (reading) =>
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
  // No retry undoes a rollback: a person has to save the file once more.
  if (code === 'AUTOMATION_HELD')
    return `${message} [${code}]; edit the file again (a comment is enough) to start it anyway.`;
  const way = action === undefined ? '' : ` ${action}`;
  return `${message} [${code}]; the edit takes effect once nothing blocks it.${way}`;
}

import type { Logger } from 'pino';
import type { Clock } from '../../common/clock.ts';
import { FILE_BACKEND, maskedBackend } from '../../core/definition/backend-url.ts';
import type { Definition } from '../../core/definition/definition.ts';
import {
  createDefinitionIntake,
  type DefinitionIntake,
  type DeletedBy,
} from './definition-intake.ts';
import { watchDefinition } from './definition-watcher.ts';
import { findWorkspaceFile } from './find-workspace-file.ts';
import type { DefinitionReading } from './read-definition-file.ts';
import type { Interpreter } from '../interpreter/interpreter.ts';

/** The workspace file at run time: adopted at the start and after each edit. */
export interface WorkspaceFile extends DefinitionIntake {
  /**
   * Adopts edits from now on, until it is closed.
   * @param deletedBy what another program of the user's deletes. Its signal ends with the watching.
   */
  watch: (deletedBy: (file: Definition, signal: AbortSignal) => ReturnType<DeletedBy>) => void;
}

export async function openWorkspaceFile(options: {
  folder: string;
  /** What the orchestrator has started with. */
  started: Pick<Definition, 'backend'>;
  /** What it was read of. Default: unknown, so that it is read once more. */
  inputs?: DefinitionReading['inputs'] | undefined;
  interpreter: Interpreter;
  clock: Clock;
  log: Logger;
  /** Whether a file may delete what is deployed with nobody confirming it. */
  allowsDelete: () => boolean;
  /** Whether anything is deployed. */
  isDeployed: () => boolean;
  /** Why the current file is not in effect; null: it is again. */
  onProblem: (problem: string | null) => void;
}): Promise<WorkspaceFile> {
  const { folder, started, interpreter, clock, log } = options;
  const file = await findWorkspaceFile(folder);
  const onFailure = (error: unknown) =>
    log.error({ err: error }, 'the workspace file could not be taken in');
  const intake = createDefinitionIntake({
    interpreter,
    onProblem: (problem) => {
      if (problem === null) log.info('the workspace file is in effect');
      else log.warn({ problem }, 'the workspace file is not in effect');
      options.onProblem(problem);
    },
    allowsDelete: options.allowsDelete,
    isDeployed: options.isDeployed,
    awaitsStart: (edited) => awaitsStart(started, edited),
    onFailure,
  });
  const closing = new AbortController();
  let watcher: ReturnType<typeof watchDefinition> | undefined;
  return {
    ...intake,
    watch: (deletedBy) => {
      watcher = watchDefinition({
        file,
        inputs: options.inputs,
        clock,
        onReading: (reading) =>
          intake.adopt(reading, (read) => deletedBy(read, closing.signal)).catch(onFailure),
        onUnchanged: () => intake.retry(),
        onWatchError: (error) => log.warn({ err: error }, 'the workspace file cannot be watched'),
      });
    },
    close: async () => {
      closing.abort();
      await watcher?.close();
      await intake.close();
    },
  };
}

/** Every other setting takes effect at once: test/integration/settings.test.ts goes over them. */
function awaitsStart(
  { backend: started = FILE_BACKEND }: Pick<Definition, 'backend'>,
  { backend = FILE_BACKEND }: Pick<Definition, 'backend'>,
): string | null {
  if (backend === started) return null;
  return `backend: ${maskedBackend(backend)} takes effect at the next start, once nothing is deployed; the rest of the file is in effect. Destroy and start with: npx colorteller down, npx colorteller up`;
}

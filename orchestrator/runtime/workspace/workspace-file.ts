import type { Logger } from 'pino';
import type { Clock } from '../../common/clock.ts';
import { createDefinitionIntake, type DefinitionIntake } from './definition-intake.ts';
import { watchDefinition } from './definition-watcher.ts';
import { findWorkspaceFile } from './find-workspace-file.ts';
import type { Interpreter } from '../interpreter/interpreter.ts';

/** The workspace file at run time: adopted at the start and after each edit. */
export interface WorkspaceFile extends DefinitionIntake {
  /** Adopts edits from now on, until it is closed. */
  watch: () => void;
}

export async function openWorkspaceFile(options: {
  folder: string;
  interpreter: Interpreter;
  clock: Clock;
  log: Logger;
  /** Why the current file is not in effect; null: it is again. */
  onProblem: (problem: string | null) => void;
}): Promise<WorkspaceFile> {
  const { folder, interpreter, clock, log } = options;
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
    onFailure,
  });
  let watcher: ReturnType<typeof watchDefinition> | undefined;
  return {
    ...intake,
    watch: () => {
      watcher = watchDefinition({
        file,
        clock,
        onReading: (reading) => intake.adopt(reading).catch(onFailure),
        onUnchanged: () => intake.retry(),
        onWatchError: (error) => log.warn({ err: error }, 'the workspace file cannot be watched'),
      });
    },
    close: async () => {
      await watcher?.close();
      await intake.close();
    },
  };
}

import { AppError } from '../../orchestrator/common/errors/app-error.ts';

export interface DeadContainer {
  /** How people know it: the region, or else the container's name. */
  who: string;
  container: string;
  exitCode: number | null;
  /** Its last log lines, oldest first. */
  log: readonly string[];
}

/** How many log lines an error shows. */
export const LOG_LINES_IN_ERRORS = 20;

/** The error for a container or process that ended when it should run, with its last log lines. */
export function containerDied({ who, container, exitCode, log }: DeadContainer): AppError {
  const status = exitCode === null ? '' : ` with exit code ${exitCode}`;
  const words = log.length === 0 ? 'It logged nothing.' : `Its last log lines:\n${log.join('\n')}`;
  return new AppError('CONTAINER_DIED', `The container of ${who} ended${status}. ${words}`, {
    action: 'Correct what the log names, then update again.',
    details: { container, exitCode, log },
  });
}

import { AppError } from '../../orchestrator/common/errors/app-error.ts';

/** The error for a container or process that something else removed. */
export function containerGone(id: string, cause?: unknown): AppError {
  return new AppError(
    'CONTAINER_GONE',
    `The container ${id.slice(0, 12)} does not exist any more.`,
    {
      action: 'Update with refresh, so that it is created again.',
      details: { container: id },
      cause,
    },
  );
}

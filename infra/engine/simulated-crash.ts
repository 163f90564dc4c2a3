import { AppError } from '../../orchestrator/common/errors/app-error.ts';

/**
 * Thrown by a provider in place of what it did: the process of the update is dead from here on, as after a SIGKILL.
 * Nothing more of the update may be recorded.
 */
export class SimulatedCrash extends AppError {
  constructor() {
    super('UPDATE_FAILED', 'The update was killed before this step was recorded.', {
      action: 'The next update finds what was done, and goes on from there.',
      retryable: true,
    });
  }
}

import { AppError } from '../../../orchestrator/common/errors/app-error.ts';
import type { Planner } from '../../../orchestrator/runtime/plan/planner.ts';

/** For a control plane with no engine: there never is a plan. */
export const noPlanner: Planner = {
  plan: () => Promise.reject(new AppError('NOT_SUPPORTED', 'nothing is deployed here')),
  lastValid: () => null,
  holds: () => false,
};

import { backendProblem, FILE_BACKEND, maskedBackend } from '../../core/definition/backend-url.ts';
import { AppError } from '../../common/errors/app-error.ts';
import type { DeploymentRecord } from './deployment-record.ts';

export interface BackendQuestion {
  /** Of the command line; it takes precedence. */
  requested: string | undefined;
  /** Of the workspace file. */
  defined: string | undefined;
  /** The record of the deployment; null when nothing is deployed. */
  deployed: DeploymentRecord | null;
  engine: DeploymentRecord['engine'];
}

/**
 * Where Pulumi keeps state and locks; undefined: in files in the workspace. A deployment keeps its backend.
 * @throws AppError BAD_INPUT, DEPLOYED_OTHERWISE
 */
export function chooseBackend(question: BackendQuestion): string | undefined {
  const { requested, defined, deployed, engine } = question;
  const problem = requested === undefined ? undefined : backendProblem(requested);
  if (requested !== undefined && problem !== undefined) {
    throw new AppError(
      'BAD_INPUT',
      `the backend ${maskedBackend(requested)} is refused: ${problem}`,
      {
        action: 'For example: npx colorteller up --backend postgres://127.0.0.1:5432/pulumi',
      },
    );
  }
  const desired = requested ?? defined;
  const present = deployed?.backend ?? FILE_BACKEND;
  if (deployed !== null && desired !== undefined && desired !== present) {
    throw new AppError(
      'DEPLOYED_OTHERWISE',
      `this workspace is deployed with backend ${present}, not ${desired}`,
      { action: 'Destroy it first (npx colorteller down), or name that backend again.' },
    );
  }
  const backend = desired ?? present;
  if (backend === FILE_BACKEND) return undefined;
  if (engine === 'pulumi') return backend;
  throw new AppError('BAD_INPUT', `the engine "embedded" has no backend ${backend}`, {
    action: 'Get the real Pulumi CLI with: npx colorteller setup; or leave the backend out.',
  });
}

import { backendProblem, FILE_BACKEND, maskedBackend } from '../../core/definition/backend-url.ts';
import { AppError } from '../../common/errors/app-error.ts';
import type { DeploymentRecord } from './deployment-record.ts';

export interface BackendQuestion {
  /** Of the command line; it wins. */
  requested: string | undefined;
  /** Of the workspace file. */
  defined: string | undefined;
  /** What is deployed; null when nothing is. */
  deployed: DeploymentRecord | null;
  engine: DeploymentRecord['engine'];
}

/**
 * Where Pulumi is to keep state and locks; undefined: in files in the workspace. What is deployed stays where it is.
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

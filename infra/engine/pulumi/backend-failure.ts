import { AppError } from '../../../orchestrator/common/errors/app-error.ts';

/** What the CLI says of a backend that it cannot open, and of one that it may not. */
const UNREACHED =
  /^error: (unable to open (?:state|bucket).*|read "\.pulumi\/.*|problem logging in.*|could not get cloud url.*|PULUMI_ACCESS_TOKEN must be set.*|.*incorrect passphrase.*)$/m;

/** The error of a command that did not get at the state; undefined for any other failure. */
export function backendFailure(error: unknown): AppError | undefined {
  const text = error instanceof Error ? error.message : String(error);
  const words = UNREACHED.exec(text)?.[1];
  if (words === undefined) return undefined;
  return new AppError('BACKEND_UNAVAILABLE', `Pulumi's backend cannot be used: ${words}`, {
    action:
      'Start it, or give its credentials in the environment of "up" (PGUSER and PGPASSWORD, AWS_ACCESS_KEY_ID, PULUMI_ACCESS_TOKEN, PULUMI_CONFIG_PASSPHRASE).',
    cause: error,
    retryable: true,
  });
}

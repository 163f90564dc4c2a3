import { AppError } from '../../orchestrator/common/errors/app-error.ts';

/** Rejection handler for a call to the daemon: distinguishes an absent daemon from a refused call. */
export function toDockerError(attempt: string): (error: unknown) => never {
  return (error) => {
    const message = error instanceof Error ? error.message : String(error);
    // The daemon's own answers carry a status; without one, nothing answered.
    if (error instanceof Error && 'statusCode' in error && error.statusCode !== undefined) {
      throw new AppError('SETUP_FAILED', `could not ${attempt}: ${message}`, {
        action: `Look at the Docker daemon's log, then try again.`,
        cause: error,
      });
    }
    throw new AppError('DOCKER_UNAVAILABLE', `could not ${attempt}: ${message}`, {
      action: 'Start Docker, or point DOCKER_HOST at a daemon that runs; `docker version` tells.',
      cause: error,
      retryable: true,
    });
  };
}

/** The error of a build that the daemon began and did not finish, with the build's own message. */
export function classifyBuildError(image: string, failure: Error | string): AppError {
  const message = (typeof failure === 'string' ? failure : failure.message).trim();
  const cause = typeof failure === 'string' ? undefined : failure;
  const isPull = /pull access denied|manifest (for|unknown)|toomanyrequests|registry|Get "https?:/i;
  if (isPull.test(message)) {
    return new AppError(
      'IMAGE_MISSING',
      `the base image of ${image} cannot be pulled: ${message}`,
      {
        action: 'Check that the Docker host reaches its registry, or load the base image by hand.',
        cause,
        retryable: true,
      },
    );
  }
  return new AppError('SETUP_FAILED', `the build of ${image} failed: ${message}`, {
    action: 'Read the build error above; free disk space on the Docker host if it is full.',
    cause,
  });
}

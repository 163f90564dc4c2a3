import type { Clock } from '../../orchestrator/common/clock.ts';
import { AppError } from '../../orchestrator/common/errors/app-error.ts';
import { connectDocker } from '../provider/docker/docker-connection.ts';
import { hostFromEnvironment, parseHost } from '../provider/host.ts';
import { realClock } from '../../orchestrator/common/real-clock.ts';

const TIMEOUT_MS = 2_000;

/** Where Docker listens when DOCKER_HOST does not say otherwise. */
const DEFAULT_DOCKER_HOST = 'unix:///var/run/docker.sock';

export interface DockerDaemon {
  /** Such as `unix:///var/run/docker.sock` or `tcp://10.0.0.5:2375`. */
  host: string;
  /** Of the daemon. */
  version: string;
  apiVersion: string;
}

export type DockerSearch = DockerDaemon | { problem: string; action: string };

/** Asks the daemon at DOCKER_HOST, else at the default socket, for its version (deadline 2 s). Never throws. */
export async function findDocker(
  env: NodeJS.ProcessEnv,
  clock: Clock = realClock,
): Promise<DockerSearch> {
  const host = hostFromEnvironment(env) ?? DEFAULT_DOCKER_HOST;
  try {
    const parsed = parseHost(host);
    if (parsed.kind === 'process') {
      return {
        problem: `DOCKER_HOST is ${host}, which is not a Docker daemon`,
        action: 'Unset DOCKER_HOST',
      };
    }
    const connection = connectDocker({ host: parsed, clock, sshAgent: env.SSH_AUTH_SOCK });
    const answer = await connection.call({
      what: 'say its version',
      timeoutMs: TIMEOUT_MS,
      run: (docker) => docker.version(),
    });
    return { host, version: answer.Version, apiVersion: answer.ApiVersion };
  } catch (error) {
    return { problem: problemOf(error), action: actionFor(host, error) };
  }
}

function problemOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/\.$/, '');
}

function actionFor(host: string, error: unknown): string {
  if (error instanceof AppError && error.code === 'BAD_INPUT')
    return error.action ?? 'Unset DOCKER_HOST';
  if (/EACCES|permission denied/i.test(problemOf(error))) {
    return 'Add your user to the group "docker" and log in again, or run as root';
  }
  if (host !== DEFAULT_DOCKER_HOST) return `Start the daemon at ${host}, or unset DOCKER_HOST`;
  return 'npx colorteller setup --docker';
}

import { randomBytes } from 'node:crypto';
import type { Clock } from '../../orchestrator/common/clock.ts';
import { distPath } from '../../orchestrator/common/package-root.ts';
import type { ContainerRuntime, Runtimes } from './container-runtime.ts';
import { createDockerRuntime } from './docker/docker-runtime.ts';
import { defaultHost, parseHost } from './host.ts';
import { createProcessRuntime } from './process/process-runtime.ts';

export interface RuntimesOptions {
  clock: Clock;
  /** The environment that this process was started with: DOCKER_HOST, SSH_AUTH_SOCK and PATH are read. */
  env: Readonly<Record<string, string | undefined>>;
}

/**
 * Finds the runtime of a host, one object per host. Without a host it is DOCKER_HOST, else this machine's Docker
 * socket.
 * @throws AppError BAD_INPUT when the host cannot be read.
 */
export function createRuntimes({ clock, env }: RuntimesOptions): Runtimes {
  const cachedRuntimes = new Map<string, ContainerRuntime>();
  return (hostText) => {
    const text = hostText ?? defaultHost(env);
    const found = cachedRuntimes.get(text) ?? createRuntime(text, { clock, env });
    cachedRuntimes.set(text, found);
    return found;
  };
}

function createRuntime(text: string, { clock, env }: RuntimesOptions): ContainerRuntime {
  const host = parseHost(text);
  if (host.kind !== 'process') {
    return createDockerRuntime({ host, clock, sshAgent: env['SSH_AUTH_SOCK'] });
  }
  return createProcessRuntime({
    folder: host.folder,
    entry: distPath('services/colorteller/main.js'),
    searchPath: env['PATH'],
    clock,
    newId: () => randomBytes(32).toString('hex'),
  });
}

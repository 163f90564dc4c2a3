import type Docker from 'dockerode';
import type { Clock } from '../../../orchestrator/common/clock.ts';
import type { Host } from '../host.ts';
import { daemonSilent, toDockerError } from './docker-errors.ts';
import { withDeadline } from '../../../orchestrator/common/with-deadline.ts';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { AppError } from '../../../orchestrator/common/errors/app-error.ts';

export type DockerHost = Exclude<Host, { kind: 'process' }>;

const CALL_TIMEOUT_MS = 30_000;

interface DockerCall<T> {
  /** Completes "Cannot …", such as `start container "us-west1-0"`. */
  what: string;
  /** Default 30 s. */
  timeoutMs?: number;
  run: (docker: Docker, abortSignal: AbortSignal) => Promise<T>;
}

/** A daemon, each call with a deadline and an error of ours. */
export interface DockerConnection {
  readonly hostText: string;
  /** @throws AppError DOCKER_UNAVAILABLE (retryable), or the code of the daemon's answer. */
  call<T>(call: DockerCall<T>): Promise<T>;
}

export interface DockerConnectionOptions {
  host: DockerHost;
  clock: Clock;
  /** Socket of a running SSH agent, for `ssh://` hosts. */
  sshAgent: string | undefined;
}

export function connectDocker({
  host,
  clock,
  sshAgent,
}: DockerConnectionOptions): DockerConnection {
  const options = dockerOptions(host, sshAgent);
  let docker: Promise<Docker> | undefined;
  const hostText = textOf(host);
  return {
    hostText,
    async call({ what, timeoutMs = CALL_TIMEOUT_MS, run }) {
      const onTimeout = (): Error =>
        daemonSilent(hostText, `it did not ${what} within ${timeoutMs} ms`);
      try {
        return await withDeadline({
          clock,
          timeoutMs,
          onTimeout,
          run: async (signal) => run(await (docker ??= newDocker(options)), signal),
        });
      } catch (error) {
        throw toDockerError(error, what, hostText);
      }
    },
  };
}

/** A dockerode client of exactly that host. */
export function openDocker(host: DockerHost, sshAgent: string | undefined): Promise<Docker> {
  return newDocker(dockerOptions(host, sshAgent));
}

/** Loads dockerode where Docker is used: with its clients for SSH and gRPC it is large. */
async function newDocker(options: Docker.DockerOptions): Promise<Docker> {
  const { default: Client } = await import('dockerode');
  return new Client(options);
}

/**
 * Every option that dockerode would otherwise take from the environment (DOCKER_HOST and its companions) is given,
 * so that a region never lands on another host than the one its label names.
 */
function dockerOptions(host: DockerHost, sshAgent: string | undefined): Docker.DockerOptions {
  switch (host.kind) {
    case 'socket':
      return { socketPath: host.path, host: '', protocol: 'http' };
    case 'tcp':
      return host.certs === undefined
        ? { host: host.host, port: host.port, protocol: 'http' }
        : { host: host.host, port: host.port, protocol: 'https', ...readCertificates(host.certs) };
    case 'ssh':
      return {
        host: host.host,
        port: host.port,
        username: host.user,
        protocol: 'ssh',
        sshOptions: sshAgent === undefined ? {} : { agent: sshAgent },
      };
  }
}

function textOf(host: DockerHost): string {
  switch (host.kind) {
    case 'socket':
      return `unix://${host.path}`;
    case 'tcp':
      return `tcp://${host.host}:${host.port}${host.certs === undefined ? '' : `?certs=${host.certs}`}`;
    case 'ssh':
      return `ssh://${host.user}@${host.host}:${host.port}`;
  }
}

/** What a Docker client shows and trusts, PEM. */
interface Certificates {
  ca: Buffer;
  cert: Buffer;
  key: Buffer;
}

/**
 * Reads ca.pem, cert.pem and key.pem of a folder, as Docker's own DOCKER_CERT_PATH has them. Only the path of the folder is
 * ever recorded.
 * @throws AppError BAD_INPUT naming the file.
 */
function readCertificates(folder: string): Certificates {
  const read = (name: string): Buffer => {
    const file = path.join(folder, name);
    try {
      return readFileSync(file);
    } catch (cause) {
      throw new AppError('BAD_INPUT', `the certificates of a Docker host lack ${file}`, {
        action: `Put ca.pem, cert.pem and key.pem into ${folder}, as for DOCKER_CERT_PATH.`,
        cause,
      });
    }
  };
  return { ca: read('ca.pem'), cert: read('cert.pem'), key: read('key.pem') };
}

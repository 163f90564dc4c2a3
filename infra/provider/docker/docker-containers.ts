import type Docker from 'dockerode';
import { AppError } from '../../../orchestrator/common/errors/app-error.ts';
import type {
  ContainerInfo,
  ContainerSpec,
  PublishedPort,
  RestartPolicy,
} from '../container-runtime.ts';
import { isOrphan, nameTaken } from '../orphan.ts';
import { createOptions } from './create-options.ts';
import type { DockerConnection } from './docker-connection.ts';
import { dockerStatus } from './docker-errors.ts';
const CREATE_TIMEOUT_MS = 60_000;
const MIB = 1024 * 1024;

/** Creates and starts a container, or leaves nothing behind. */
export async function createDockerContainer(
  docker: DockerConnection,
  spec: ContainerSpec,
): Promise<string> {
  const id = await replaceOrphan(docker, spec);
  try {
    for (const { network, aliases } of spec.networks.slice(1)) {
      await docker.call({
        what: `connect container "${spec.name}" to network "${network}"`,
        run: (client) =>
          client
            .getNetwork(network)
            .connect({ Container: id, EndpointConfig: { Aliases: aliases } }),
      });
    }
    await startDockerContainer(docker, id, spec.name);
  } catch (error) {
    await removeDockerContainer(docker, id);
    throw error;
  }
  return id;
}

/** Starts a container; one that runs already is fine. */
export async function startDockerContainer(
  docker: DockerConnection,
  id: string,
  name: string,
): Promise<void> {
  try {
    await docker.call({
      what: `start container "${name}"`,
      timeoutMs: CREATE_TIMEOUT_MS,
      run: (client, abortSignal) => client.getContainer(id).start({ abortSignal }),
    });
  } catch (error) {
    if (dockerStatus(error) !== 304) throw error;
  }
}

export async function inspectDockerContainer(
  docker: DockerConnection,
  idOrName: string,
): Promise<ContainerInfo | undefined> {
  try {
    const found = await docker.call({
      what: `inspect container "${idOrName}"`,
      run: (client, abortSignal) => client.getContainer(idOrName).inspect({ abortSignal }),
    });
    return containerInfo(found);
  } catch (error) {
    if (dockerStatus(error) === 404) return undefined;
    throw error;
  }
}

/** Stops with grace, then removes by force. One that is gone, or just going, is fine. */
export async function stopAndRemoveDockerContainer(
  docker: DockerConnection,
  id: string,
  graceSeconds: number,
): Promise<void> {
  try {
    await docker.call({
      what: `stop container ${id}`,
      timeoutMs: graceSeconds * 1000 + CREATE_TIMEOUT_MS,
      run: (client, abortSignal) => client.getContainer(id).stop({ t: graceSeconds, abortSignal }),
    });
  } catch (error) {
    const status = dockerStatus(error);
    if (status === 404) return;
    if (status !== 304) throw error;
  }
  await removeDockerContainer(docker, id);
}

/** The last lines of both output streams; empty when the container is gone. */
export async function dockerLogsTail(
  docker: DockerConnection,
  id: string,
  lines: number,
): Promise<string[]> {
  try {
    const frames = await docker.call({
      what: `read the log of container ${id}`,
      run: (client, abortSignal) =>
        client.getContainer(id).logs({ stdout: true, stderr: true, tail: lines, abortSignal }),
    });
    return logLines(frames);
  } catch (error) {
    if (dockerStatus(error) === 404) return [];
    throw error;
  }
}

async function replaceOrphan(docker: DockerConnection, spec: ContainerSpec): Promise<string> {
  try {
    return await createStopped(docker, spec);
  } catch (error) {
    if (dockerStatus(error) !== 409) throw error;
    const found = await inspectDockerContainer(docker, spec.name);
    if (found !== undefined) {
      if (!isOrphan(found.labels, spec.labels)) throw nameTaken('container', spec.name, error);
      await removeDockerContainer(docker, found.id);
    }
    return createStopped(docker, spec);
  }
}

async function createStopped(docker: DockerConnection, spec: ContainerSpec): Promise<string> {
  const container = await docker.call({
    what: `create container "${spec.name}"`,
    timeoutMs: CREATE_TIMEOUT_MS,
    run: (client, abortSignal) => client.createContainer({ ...createOptions(spec), abortSignal }),
  });
  return container.id;
}

async function removeDockerContainer(docker: DockerConnection, id: string): Promise<void> {
  try {
    await docker.call({
      what: `remove container ${id}`,
      timeoutMs: CREATE_TIMEOUT_MS,
      run: (client, abortSignal) =>
        client.getContainer(id).remove({ force: true, v: true, abortSignal }),
    });
  } catch (error) {
    const status = dockerStatus(error);
    // 409: a removal of the same container is under way, say by `docker rm -f` of a person.
    if (status !== 404 && status !== 409) throw error;
  }
}

/** A paused container runs as well, as Docker says it. */
function statusOf(state: Docker.ContainerInspectInfo['State']): ContainerInfo['status'] {
  if (state.Restarting) return 'restarting';
  if (state.Paused) return 'paused';
  return state.Running ? 'running' : 'stopped';
}

function containerInfo(found: Docker.ContainerInspectInfo): ContainerInfo {
  const { State: state, HostConfig: hostConfig } = found;
  const { Memory: memory = 0, MemorySwap: swap = 0 } = hostConfig;
  const { CpuPeriod: period = 0, CpuQuota: quota = 0 } = hostConfig;
  const status = statusOf(state);
  return {
    id: found.Id,
    name: found.Name.replace(/^\//, ''),
    image: found.Config.Image,
    status,
    exitCode: status === 'running' || status === 'paused' ? null : state.ExitCode,
    limits: {
      ...(memory > 0 ? { memoryMb: memory / MIB } : {}),
      ...(swap === 0 ? {} : { memorySwapMb: swap === -1 ? -1 : swap / MIB }),
      ...(period > 0 ? { cpuPeriod: period } : {}),
      ...(quota > 0 ? { cpuQuota: quota } : {}),
      restart: restartPolicy(hostConfig.RestartPolicy?.Name),
    },
    labels: found.Config.Labels,
    ports: publishedPorts(found),
  };
}

function publishedPorts({ NetworkSettings: settings }: Docker.ContainerInspectInfo) {
  const byPort: Record<string, Docker.PortBinding[] | null> = settings.Ports;
  return Object.entries(byPort).flatMap(([key, bindings]) => {
    const [internal, protocol] = key.split('/');
    return (bindings ?? []).map(({ HostIp: ip = '', HostPort }): PublishedPort => ({
      internal: Number(internal),
      external: Number(HostPort),
      ip,
      protocol: protocol === 'udp' ? 'udp' : 'tcp',
    }));
  });
}

function restartPolicy(name: string | undefined): RestartPolicy {
  switch (name) {
    case undefined:
    case '':
    case 'no':
      return 'no';
    case 'on-failure':
    case 'always':
    case 'unless-stopped':
      return name;
    default:
      throw new AppError('UPDATE_FAILED', `The restart policy "${name}" is not supported.`);
  }
}

const HEADER = 8;

/**
 * Lines of a container's log as the Docker API sends it: frames of 8 bytes of header (stream, then length in its
 * last 4) and a payload.
 */
export function logLines(frames: Buffer): string[] {
  const payloads: Buffer[] = [];
  for (let at = 0; at + HEADER <= frames.length;) {
    const end = at + HEADER + frames.readUInt32BE(at + 4);
    payloads.push(frames.subarray(at + HEADER, end));
    at = end;
  }
  const text = Buffer.concat(payloads).toString('utf8').trimEnd();
  return text === '' ? [] : text.split('\n');
}

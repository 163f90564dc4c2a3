import { AppError } from '../../../orchestrator/common/errors/app-error.ts';
import type { NetworkInfo, NetworkSpec } from '../container-runtime.ts';
import { isOrphan, nameTaken } from '../orphan.ts';
import type { DockerConnection } from './docker-connection.ts';
import { dockerStatus } from './docker-errors.ts';

/** Creates a network; one of the same name that a crash of ours left over is removed first. */
export async function createDockerNetwork(
  docker: DockerConnection,
  spec: NetworkSpec,
): Promise<string> {
  const found = await inspectDockerNetwork(docker, spec.name);
  if (found?.name === spec.name) {
    if (!isOrphan(found.labels, spec.labels)) throw nameTaken('network', spec.name);
    await removeDockerNetwork(docker, found.id);
  }
  const network = await docker.call({
    what: `create network "${spec.name}"`,
    run: (client, abortSignal) =>
      client.createNetwork({
        Name: spec.name,
        CheckDuplicate: true,
        Driver: spec.driver,
        Internal: spec.internal,
        Attachable: spec.attachable,
        Labels: { ...spec.labels },
        Options: { ...spec.options },
        abortSignal,
      }),
  });
  return network.id;
}

export async function inspectDockerNetwork(
  docker: DockerConnection,
  id: string,
): Promise<NetworkInfo | undefined> {
  try {
    const found = await docker.call({
      what: `inspect network "${id}"`,
      run: (client) => client.getNetwork(id).inspect(),
    });
    return { id: found.Id, name: found.Name, labels: found.Labels ?? {} };
  } catch (error) {
    if (dockerStatus(error) === 404) return undefined;
    throw error;
  }
}

/** Removes a network; one that is gone is fine. */
export async function removeDockerNetwork(docker: DockerConnection, id: string): Promise<void> {
  try {
    await docker.call({
      what: `remove network "${id}"`,
      run: (client, abortSignal) => client.getNetwork(id).remove({ abortSignal }),
    });
  } catch (error) {
    if (dockerStatus(error) === 404) return;
    if (dockerStatus(error) === 403) throw stillAttached(id, error);
    throw error;
  }
}

function stillAttached(id: string, cause: unknown): AppError {
  return new AppError('UPDATE_FAILED', `Network ${id} still has containers attached.`, {
    action: 'Remove those containers, then update again.',
    details: { network: id },
    cause,
  });
}

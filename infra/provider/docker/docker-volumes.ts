import { isDeepStrictEqual } from 'node:util';
import type { VolumeInspectInfo } from 'dockerode';
import { AppError } from '../../../orchestrator/common/errors/app-error.ts';
import type { VolumeInfo, VolumeSpec } from '../container-runtime.ts';
import { isOrphan, nameTaken } from '../orphan.ts';
import type { DockerConnection } from './docker-connection.ts';
import { dockerStatus } from './docker-errors.ts';

/** Creates a volume. An equal one that a crash of ours left is kept: what is in it may be all there is. */
export async function createDockerVolume(
  docker: DockerConnection,
  spec: VolumeSpec,
): Promise<VolumeInfo> {
  const found = await inspectDockerVolume(docker, spec.name);
  // The daemon would give an existing volume for a new one, whoever made it.
  if (found !== undefined) {
    const isSame = found.driver === spec.driver && isDeepStrictEqual(found.options, spec.options);
    if (!isSame || !isOrphan(found.labels, spec.labels)) throw nameTaken('volume', spec.name);
    return found;
  }
  return docker.call({
    what: `create volume "${spec.name}"`,
    run: async (client, abortSignal) => {
      const volume = await client.createVolume({
        Name: spec.name,
        Driver: spec.driver,
        DriverOpts: { ...spec.options },
        Labels: { ...spec.labels },
        abortSignal,
      });
      return volumeInfo(await volume.inspect({ abortSignal }));
    },
  });
}

export async function inspectDockerVolume(
  docker: DockerConnection,
  name: string,
): Promise<VolumeInfo | undefined> {
  try {
    return await docker.call({
      what: `inspect volume "${name}"`,
      run: async (client, abortSignal) =>
        volumeInfo(await client.getVolume(name).inspect({ abortSignal })),
    });
  } catch (error) {
    if (dockerStatus(error) === 404) return undefined;
    throw error;
  }
}

/** Removes a volume; one that is gone is fine. */
export async function removeDockerVolume(docker: DockerConnection, name: string): Promise<void> {
  try {
    await docker.call({
      what: `remove volume "${name}"`,
      run: (client, abortSignal) => client.getVolume(name).remove({ abortSignal }),
    });
  } catch (error) {
    if (dockerStatus(error) === 404) return;
    if (dockerStatus(error) === 409) throw stillUsed(name, error);
    throw error;
  }
}

/** The daemon says null for what is empty. */
function volumeInfo(found: VolumeInspectInfo): VolumeInfo {
  const { Name: name, Driver: driver, Mountpoint: mountpoint } = found;
  const [labels, options]: (Record<string, string> | null)[] = [found.Labels, found.Options];
  return { name, driver, mountpoint, labels: labels ?? {}, options: options ?? {} };
}

function stillUsed(name: string, cause: unknown): AppError {
  return new AppError('UPDATE_FAILED', `Volume ${name} is still used by a container.`, {
    action: `Remove that container (docker ps --all --filter volume=${name}), then update again.`,
    details: { volume: name },
    cause,
  });
}

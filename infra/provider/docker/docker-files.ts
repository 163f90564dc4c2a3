import { buffer } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import type { Clock } from '../../../orchestrator/clock.ts';
import { containerGone } from '../container-gone.ts';
import type { DockerConnection } from './docker-connection.ts';
import { dockerStatus } from './docker-errors.ts';
import { packFile, unpackFile } from './single-file-tar.ts';

export interface DockerFile {
  docker: DockerConnection;
  containerId: string;
  /** Absolute path in the container. */
  path: string;
}

/** Uploads a file into a container, which need not run; works on any host, since no folder is shared. */
export async function putDockerFile(
  file: DockerFile,
  content: string,
  clock: Clock,
): Promise<void> {
  const { docker, containerId, path } = file;
  const archive = packFile(path, content, clock.nowMs());
  try {
    await docker.call({
      what: `write ${path} into container ${containerId}`,
      run: (client, abortSignal) =>
        client.getContainer(containerId).putArchive(archive, { path: '/', abortSignal }),
    });
  } catch (error) {
    if (dockerStatus(error) === 404) throw containerGone(containerId, error);
    throw error;
  }
}

/** Downloads a file of a container; undefined when the file does not exist. */
export async function readDockerFile(file: DockerFile): Promise<string | undefined> {
  const { docker, containerId, path } = file;
  try {
    return await docker.call({
      what: `read ${path} of container ${containerId}`,
      run: async (client, abortSignal) => {
        const container = client.getContainer(containerId);
        const archive = await container.getArchive({ path, abortSignal });
        return unpackFile(await buffer(Readable.from(archive)));
      },
    });
  } catch (error) {
    if (dockerStatus(error) !== 404) throw error;
    // The same status stands for a file and for a container that does not exist.
    await assertContainerExists(docker, containerId);
    return undefined;
  }
}

async function assertContainerExists(docker: DockerConnection, id: string): Promise<void> {
  try {
    await docker.call({
      what: `inspect container ${id}`,
      run: (client, abortSignal) => client.getContainer(id).inspect({ abortSignal }),
    });
  } catch (error) {
    if (dockerStatus(error) === 404) throw containerGone(id, error);
    throw error;
  }
}

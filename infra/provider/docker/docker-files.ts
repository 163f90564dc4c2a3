import { buffer } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import type { Clock } from '../../../orchestrator/common/clock.ts';
import type { DockerConnection } from './docker-connection.ts';
import { dockerStatus } from './docker-errors.ts';
import { packFile, unpackFile } from './single-file-tar.ts';
import { containerGone } from '../container-runtime.ts';

export interface DockerFile {
  docker: DockerConnection;
  containerId: string;
  /** Absolute path in the container. */
  path: string;
}

/** Uploads a file into a container, which need not run; works on any host, since no folder is shared. */
export async function putDockerFile(
  file: DockerFile,
  { content, isSecret }: { content: string; isSecret: boolean },
  clock: Clock,
): Promise<void> {
  const { docker, containerId, path } = file;
  const modifiedAtMs = clock.nowMs();
  try {
    const owner = isSecret ? await userOf(docker, containerId) : undefined;
    const archive = packFile({
      path,
      content,
      modifiedAtMs,
      ...(owner === undefined ? {} : { owner }),
    });
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

/** The number of the user that a container runs as; the image's own names are not known here: those are root's. */
async function userOf(docker: DockerConnection, id: string): Promise<number> {
  const { Config } = await docker.call({
    what: `inspect container ${id}`,
    run: (client, abortSignal) => client.getContainer(id).inspect({ abortSignal }),
  });
  return Number(/^\d+/.exec(Config.User)?.[0] ?? 0);
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

import type { Clock } from '../../../orchestrator/common/clock.ts';
import {
  type ContainerRuntime,
  containerGone,
  type ImageInfo,
  type OwnedThings,
} from '../container-runtime.ts';
import { limitOptions } from './create-options.ts';
import { connectDocker, type DockerHost, type DockerConnection } from './docker-connection.ts';
import {
  createDockerContainer,
  dockerLogsTail,
  inspectDockerContainer,
  startDockerContainer,
  stopAndRemoveDockerContainer,
} from './docker-containers.ts';
import { dockerStatus } from './docker-errors.ts';
import { putDockerFile, readDockerFile } from './docker-files.ts';
import {
  createDockerNetwork,
  inspectDockerNetwork,
  removeDockerNetwork,
} from './docker-networks.ts';
import { createDockerVolume, inspectDockerVolume, removeDockerVolume } from './docker-volumes.ts';
import { LABELS } from '../../program/labels.ts';

export interface DockerRuntimeOptions {
  host: DockerHost;
  clock: Clock;
  /** Socket of a running SSH agent, for `ssh://` hosts. */
  sshAgent: string | undefined;
}

/** Containers of a Docker daemon, by its API. */
export function createDockerRuntime({
  host,
  clock,
  sshAgent,
}: DockerRuntimeOptions): ContainerRuntime {
  const docker = connectDocker({ host, clock, sshAgent });
  const existing = async <T>(id: string, work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      if (dockerStatus(error) === 404) throw containerGone(id, error);
      throw error;
    }
  };
  return {
    kind: 'docker',
    createNetwork: (spec) => createDockerNetwork(docker, spec),
    inspectNetwork: (id) => inspectDockerNetwork(docker, id),
    removeNetwork: (id) => removeDockerNetwork(docker, id),
    createVolume: (spec) => createDockerVolume(docker, spec),
    inspectVolume: (name) => inspectDockerVolume(docker, name),
    removeVolume: (name) => removeDockerVolume(docker, name),
    findImage: (reference) => findDockerImage(docker, reference),
    createContainer: (spec) => createDockerContainer(docker, spec),
    inspectContainer: (id) => inspectDockerContainer(docker, id),
    startContainer: (id) => existing(id, () => startDockerContainer(docker, id, id)),
    async updateContainer(id, limits) {
      await existing(id, () =>
        docker.call({
          what: `change the limits of container ${id}`,
          run: (client, abortSignal) =>
            client.getContainer(id).update({ ...limitOptions(limits), abortSignal }),
        }),
      );
    },
    stopAndRemoveContainer: (id, graceSeconds) =>
      stopAndRemoveDockerContainer(docker, id, graceSeconds),
    putFile: (containerId, path, content, { isSecret } = { isSecret: false }) =>
      putDockerFile({ docker, containerId, path }, { content, isSecret }, clock),
    readFile: (containerId, path) => readDockerFile({ docker, containerId, path }),
    findOwned: (workspace) => findOwnedByDocker(docker, workspace),
    logsTail: (id, lines) => dockerLogsTail(docker, id, lines),
  };
}

async function findDockerImage(docker: DockerConnection, reference: string): Promise<ImageInfo> {
  const found = await docker.call({
    what: `use image "${reference}"`,
    run: (client) => client.getImage(reference).inspect(),
  });
  // None of an image that was built here.
  const [repoDigest = ''] = found.RepoDigests;
  return { id: found.Id, repoDigest };
}

/** Ids of everything on a daemon that carries a workspace's label, running or not. */
async function findOwnedByDocker(
  docker: DockerConnection,
  workspace: string,
): Promise<OwnedThings> {
  const filters = { label: [`${LABELS.workspace}=${workspace}`] };
  return docker.call({
    what: `list what workspace ${workspace} has`,
    run: async (client) => {
      const containers = await client.listContainers({ all: true, filters });
      const networks = await client.listNetworks({ filters });
      const { Volumes: volumes } = await client.listVolumes({ filters });
      return {
        containers: containers.map(({ Id }) => Id),
        networks: networks.map(({ Id }) => Id),
        volumes: volumes.map(({ Name }) => Name),
      };
    },
  });
}

import { LABELS } from '../../program/labels.ts';
import type { OwnedThings } from '../container-runtime.ts';
import type { DockerConnection } from './docker-connection.ts';

/** Ids of everything on a daemon that carries a workspace's label, running or not. */
export async function findOwnedByDocker(
  docker: DockerConnection,
  workspace: string,
): Promise<OwnedThings> {
  const filters = { label: [`${LABELS.workspace}=${workspace}`] };
  return docker.call({
    what: `list what workspace ${workspace} has`,
    run: async (client) => {
      const containers = await client.listContainers({ all: true, filters });
      const networks = await client.listNetworks({ filters });
      return {
        containers: containers.map(({ Id }) => Id),
        networks: networks.map(({ Id }) => Id),
      };
    },
  });
}

import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ensureImage } from '../../infra/image/colorteller-image.ts';
import { LABELS } from '../../infra/program/labels.ts';
import type { ContainerRuntime, ContainerSpec } from '../../infra/provider/container-runtime.ts';
import { openDocker } from '../../infra/provider/docker/docker-connection.ts';
import { createDockerRuntime } from '../../infra/provider/docker/docker-runtime.ts';
import { createProcessRuntime } from '../../infra/provider/process/process-runtime.ts';
import { distPath } from '../../orchestrator/common/package-root.ts';
import { until } from './eventually.ts';
import { freePort } from './free-port.ts';
import { realClock } from '../../orchestrator/common/real-clock.ts';
import { readRecord } from '../../infra/provider/process/process-identity.ts';

/** Where the service's image expects its config file. */
export const CONFIG_PATH = '/etc/colorteller/config.json';
const DOCKER_SOCKET = '/var/run/docker.sock';

/** A real runtime with a workspace of its own; whatever a test leaves in it goes when it is disposed. */
export interface RegionRuntime extends AsyncDisposable {
  runtime: ContainerRuntime;
  /** As written in a label. */
  host: string;
  /** An image whose containers are regions. */
  image: string;
  /** Value of the workspace label. */
  workspace: string;
  /** A region on a free port of this machine. */
  spec(changes?: Partial<ContainerSpec>): Promise<ContainerSpec>;
  /** What changes when a container is restarted, such as its pid. */
  incarnation(id: string): Promise<unknown>;
  /** Ends a container as a crash would, and leaves the rest of it. */
  crash(id: string): Promise<void>;
  /** Freezes a container, as a person would. */
  pause(id: string): Promise<void>;
  unpause(id: string): Promise<void>;
  /** Restarts a container by hand; where it is a process, it is ended and started again. */
  restart(id: string): Promise<void>;
}

/** Runs regions as local processes; `entry` is what runs instead of the service. */
export async function processRegions(
  entry = distPath('services/colorteller/main.js'),
): Promise<RegionRuntime> {
  const folder = await mkdtemp(path.join(tmpdir(), 'colorteller-regions-'));
  const runtime = createProcessRuntime({
    folder,
    entry,
    searchPath: process.env.PATH,
    clock: realClock,
    newId: () => randomBytes(32).toString('hex'),
  });
  const image = 'colorteller:none';
  return {
    runtime,
    image,
    host: `process://${folder}`,
    workspace: folder,
    spec: (changes) => regionSpec(image, folder, changes),
    incarnation: async (id) => (await readRecord(folder, id))?.pid,
    crash: async (id) => {
      const record = await readRecord(folder, id);
      process.kill(record!.pid!, 'SIGKILL');
      await until(async () => (await runtime.inspectContainer(id))?.status !== 'running');
    },
    pause: async (id) => {
      process.kill((await readRecord(folder, id))!.pid!, 'SIGSTOP');
      await until(async () => (await runtime.inspectContainer(id))?.status === 'paused');
    },
    unpause: async (id) => void process.kill((await readRecord(folder, id))!.pid!, 'SIGCONT'),
    restart: async (id) => {
      process.kill((await readRecord(folder, id))!.pid!, 'SIGKILL');
      await until(async () => (await runtime.inspectContainer(id))?.status === 'stopped');
      await runtime.startContainer(id);
    },
    [Symbol.asyncDispose]: async () => {
      const ids = (await readdir(folder)).filter((name) => /^[0-9a-f]{64}$/.test(name));
      await Promise.all(ids.map((id) => runtime.stopAndRemoveContainer(id, 0)));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Runs regions on this machine's Docker daemon. */
export async function dockerRegions(): Promise<RegionRuntime> {
  const runtime = createDockerRuntime({
    host: { kind: 'socket', path: DOCKER_SOCKET },
    clock: realClock,
    sshAgent: undefined,
  });
  const docker = await openDocker({ kind: 'socket', path: DOCKER_SOCKET }, undefined);
  const { image } = await ensureImage({ docker });
  const tag = randomBytes(6).toString('hex');
  const workspace = `/test/${tag}`;
  const network = await runtime.createNetwork({
    name: `ct-${tag}`,
    labels: { [LABELS.workspace]: workspace, [LABELS.stack]: 'test' },
    driver: 'bridge',
    internal: false,
    attachable: false,
    options: {},
  });
  const networks = [{ network, aliases: [] }];
  return {
    runtime,
    image,
    host: `unix://${DOCKER_SOCKET}`,
    workspace,
    spec: (changes) => regionSpec(image, workspace, { networks, ...changes }),
    incarnation: async (id) => (await docker.getContainer(id).inspect()).State.StartedAt,
    crash: async (id) => {
      await docker.getContainer(id).kill();
      await until(async () => (await runtime.inspectContainer(id))?.status === 'stopped');
    },
    pause: async (id) => {
      await docker.getContainer(id).pause();
    },
    unpause: async (id) => {
      await docker.getContainer(id).unpause();
    },
    restart: async (id) => {
      await docker.getContainer(id).restart({ t: 0 });
    },
    [Symbol.asyncDispose]: async () => {
      const filters = { label: [`${LABELS.workspace}=${workspace}`] };
      for (const { Id } of await docker.listContainers({ all: true, filters })) {
        await docker.getContainer(Id).remove({ force: true, v: true });
      }
      for (const { Id } of await docker.listNetworks({ filters })) {
        await docker.getNetwork(Id).remove();
      }
      for (const { Name } of (await docker.listVolumes({ filters })).Volumes) {
        await docker.getVolume(Name).remove();
      }
    },
  };
}

async function regionSpec(
  image: string,
  workspace: string,
  changes: Partial<ContainerSpec> = {},
): Promise<ContainerSpec> {
  return {
    name: `ct-${randomBytes(6).toString('hex')}`,
    image,
    env: { REGION: 'us-west1', CONFIG_FILE: CONFIG_PATH, HOST: '0.0.0.0', PORT: '8080' },
    labels: {
      [LABELS.workspace]: workspace,
      [LABELS.stack]: 'test',
      [LABELS.region]: 'us-west1',
    },
    ports: [{ internal: 8080, external: await freePort(), ip: '127.0.0.1', protocol: 'tcp' }],
    networks: [],
    mounts: [],
    limits: { restart: 'no' },
    ...changes,
  };
}

import { AppError } from '../../orchestrator/common/errors/app-error.ts';

/** A port of a container made reachable at the host. */
export interface PublishedPort {
  internal: number;
  external: number;
  /** Address at the host to listen on; the runtime's own default when absent. */
  ip?: string;
  protocol: 'tcp' | 'udp';
}

/** Without `external`, the runtime chooses a free port of the host. */
export type RequestedPort = Omit<PublishedPort, 'external'> & { external?: number };

/** Something of the host at a path of the container: a volume, a folder or file of the host, or memory. */
export interface MountSpec {
  type: 'volume' | 'bind' | 'tmpfs';
  /** Name of a volume, or absolute path at the host; tmpfs has none. */
  source?: string;
  /** Absolute path in the container. */
  target: string;
  readOnly: boolean;
  /** Of tmpfs. */
  sizeBytes?: number;
  /** Permissions of tmpfs. */
  mode?: number;
}

/** When the daemon runs a command inside a container to see whether it is well. */
export interface HealthcheckSpec {
  /** Such as `["CMD", "node", "check.js"]`. */
  tests: string[];
  intervalMs?: number;
  timeoutMs?: number;
  startPeriodMs?: number;
  retries?: number;
}

interface NetworkAttachment {
  /** Name or id of a network. */
  network: string;
  aliases: string[];
}

export type RestartPolicy = 'no' | 'on-failure' | 'always' | 'unless-stopped';

/** What a container has from the start; a change of any of it means another container. */
export interface ContainerSpec {
  name: string;
  image: string;
  /** Environment by name. */
  env: Readonly<Record<string, string>>;
  labels: Readonly<Record<string, string>>;
  ports: RequestedPort[];
  networks: NetworkAttachment[];
  mounts: MountSpec[];
  command?: string[];
  entrypoints?: string[];
  workingDir?: string;
  user?: string;
  hostname?: string;
  init?: boolean;
  readOnly?: boolean;
  healthcheck?: HealthcheckSpec;
  capabilities?: { adds: string[]; drops: string[] };
  securityOpts?: string[];
  logDriver?: string;
  logOpts?: Readonly<Record<string, string>>;
  /** How long `stop` waits before the container is killed. */
  stopTimeoutSeconds?: number;
  limits: ContainerLimits;
}

/** What can change while a container runs. */
export interface ContainerLimits {
  /** In MiB; no limit when absent. */
  memoryMb?: number;
  /** Memory and swap together, in MiB; -1: unlimited. Absent: twice the memory. */
  memorySwapMb?: number;
  /** Processor time that it may take in each period, in microseconds; no limit when absent. An update lifts it by -1. */
  cpuQuota?: number;
  cpuPeriod?: number;
  restart: RestartPolicy;
}

export interface ContainerInfo {
  id: string;
  name: string;
  image: string;
  /** paused: something froze it (`docker pause`, SIGSTOP); it runs on when that ends. */
  status: 'running' | 'restarting' | 'paused' | 'stopped';
  /** Of the last run of a container that does not run now; null when unknown. */
  exitCode: number | null;
  limits: ContainerLimits;
  labels: Readonly<Record<string, string>>;
  /** As they are at the host now; none of a container that does not run. */
  ports: PublishedPort[];
}

export interface NetworkSpec {
  name: string;
  labels: Readonly<Record<string, string>>;
  driver: string;
  internal: boolean;
  attachable: boolean;
  options: Readonly<Record<string, string>>;
}

export interface NetworkInfo {
  id: string;
  name: string;
  labels: Readonly<Record<string, string>>;
}

export interface VolumeSpec {
  name: string;
  labels: Readonly<Record<string, string>>;
  driver: string;
  options: Readonly<Record<string, string>>;
}

export interface VolumeInfo extends VolumeSpec {
  /** Where it is at the host. */
  mountpoint: string;
}

export interface ImageInfo {
  /** Such as `sha256:…`. */
  id: string;
  /** Such as `nginx@sha256:…`; empty for an image that no registry gave. */
  repoDigest: string;
}

/** How a file is written into a container. */
export interface PutFile {
  isSecret: boolean;
}

/** Ids of what belongs to one workspace. */
export interface OwnedThings {
  containers: string[];
  networks: string[];
  volumes: string[];
}

/**
 * Port: whatever holds the containers of a region. Two adapters, one contract suite: `docker` (a daemon by its API)
 * and `process` (local child processes). Every call that a container or network of that id does not exist for either
 * returns undefined (inspect), succeeds (remove) or throws CONTAINER_GONE (the rest).
 */
export interface ContainerRuntime {
  readonly kind: 'docker' | 'process';
  /** @throws AppError UPDATE_FAILED when a network of that name exists and is not ours. */
  createNetwork(spec: NetworkSpec): Promise<string>;
  inspectNetwork(id: string): Promise<NetworkInfo | undefined>;
  /** Idempotent. @throws AppError UPDATE_FAILED while containers are attached (Docker). */
  removeNetwork(id: string): Promise<void>;
  /**
   * Takes over an equal volume that a crash left (same workspace and stack labels), with what is in it.
   * @throws AppError UPDATE_FAILED when any other has that name, BAD_INPUT where there are no volumes (process).
   */
  createVolume(spec: VolumeSpec): Promise<VolumeInfo>;
  inspectVolume(name: string): Promise<VolumeInfo | undefined>;
  /** Idempotent. @throws AppError UPDATE_FAILED while containers use it. */
  removeVolume(name: string): Promise<void>;
  /**
   * An image that the host has; never pulls.
   * @throws AppError IMAGE_MISSING, BAD_INPUT where there are no images (process).
   */
  findImage(reference: string): Promise<ImageInfo>;
  /**
   * Creates and starts a container, or leaves nothing behind. A container of the same name that a crash left over
   * (same workspace and stack labels) is removed first.
   * @throws AppError IMAGE_MISSING, PORT_IN_USE, CONTAINER_DIED, or UPDATE_FAILED when the name is a stranger's.
   */
  createContainer(spec: ContainerSpec): Promise<string>;
  inspectContainer(id: string): Promise<ContainerInfo | undefined>;
  /** Starts a stopped container again; harmless when it runs. */
  startContainer(id: string): Promise<void>;
  updateContainer(id: string, limits: ContainerLimits): Promise<void>;
  /** Asks the container to stop, kills it after `graceSeconds`, and removes it. Idempotent. */
  stopAndRemoveContainer(id: string, graceSeconds: number): Promise<void>;
  /**
   * Writes a file at an absolute path of the container; missing folders are made. Anyone in the container can read it,
   * unless it is secret: then only the user that the container runs as.
   */
  putFile(id: string, containerPath: string, content: string, options?: PutFile): Promise<void>;
  /** Content of a file at an absolute path of the container; undefined when there is none. */
  readFile(id: string, containerPath: string): Promise<string | undefined>;
  /** Everything here that carries the workspace's label. */
  findOwned(workspace: string): Promise<OwnedThings>;
  /** The last lines of what the container wrote, oldest first; empty when the container is gone. */
  logsTail(id: string, lines: number): Promise<string[]>;
}

/** Finds the runtime of a host as written in a label; undefined is this machine's default host. */
export type Runtimes = (host: string | undefined) => ContainerRuntime;

interface DeadContainer {
  /** How people know it: the region, or else the container's name. */
  who: string;
  container: string;
  exitCode: number | null;
  /** Its last log lines, oldest first. */
  log: readonly string[];
}

/** How many log lines an error shows. */
export const LOG_LINES_IN_ERRORS = 20;

/** The error for a container or process that ended when it should run, with its last log lines. */
export function containerDied({ who, container, exitCode, log }: DeadContainer): AppError {
  const status = exitCode === null ? '' : ` with exit code ${exitCode}`;
  const words = log.length === 0 ? 'It logged nothing.' : `Its last log lines:\n${log.join('\n')}`;
  return new AppError('CONTAINER_DIED', `The container of ${who} ended${status}. ${words}`, {
    action: 'Correct what the log names, then update again.',
    details: { container, exitCode, log },
  });
}

/** The error for a region whose container or process something froze. */
export function containerPaused(
  region: string,
  { kind }: Pick<ContainerRuntime, 'kind'>,
  { id, name }: ContainerInfo,
): AppError {
  const isProcess = kind === 'process';
  const command = isProcess ? `pkill -CONT -f ${id}` : `docker unpause ${name}`;
  return new AppError(
    'REGION_NOT_READY',
    `Region ${region} is paused: its ${isProcess ? 'process' : 'container'} does not run, and takes nothing in.`,
    { action: `Let it run again: ${command}. The next update then goes on by itself.` },
  );
}

/** The error for a container or process that something else removed. */
export function containerGone(id: string, cause?: unknown): AppError {
  return new AppError(
    'CONTAINER_GONE',
    `The container ${id.slice(0, 12)} does not exist any more.`,
    {
      action: 'Update with refresh, so that it is created again.',
      details: { container: id },
      cause,
    },
  );
}

/** What runtimes without a daemon say of what only a daemon has. */
export const needsDocker: Pick<
  ContainerRuntime,
  'createVolume' | 'inspectVolume' | 'removeVolume' | 'findImage'
> = {
  createVolume: ({ name }) => Promise.reject(noDaemon(`volume "${name}"`)),
  inspectVolume: () => Promise.resolve(undefined),
  removeVolume: () => Promise.resolve(),
  findImage: (reference) => Promise.reject(noDaemon(`image "${reference}"`)),
};

function noDaemon(what: string): AppError {
  return new AppError('BAD_INPUT', `Local processes have no ${what}: only Docker has.`, {
    action: 'Leave it out of the program, or run with --runtime docker.',
  });
}

/** The error for an image that a host does not have. */
export function imageMissing(image: string, where: string, cause?: unknown): AppError {
  return new AppError('IMAGE_MISSING', `${where} does not have image ${image}.`, {
    action: `Nothing is pulled here: build it on that host, or "docker pull ${image}" there, then update again.`,
    details: { image },
    cause,
  });
}

import { readFile, rm } from 'node:fs/promises';
import type { Clock } from '../../../orchestrator/common/clock.ts';
import { LABELS } from '../../program/labels.ts';
import {
  type ContainerInfo,
  type ContainerRuntime,
  type ContainerSpec,
  containerGone,
  needsDocker,
} from '../container-runtime.ts';
import { isOrphan, nameTaken } from '../orphan.ts';
import { writeFileAtomic } from '../../../orchestrator/common/atomic-file.ts';
import { belowRoot, containerPaths } from './container-paths.ts';
import { publishedPorts, withChosenPorts } from './chosen-ports.ts';
import { launchProcess, logTail } from './launch-process.ts';
import {
  createNetworkRecord,
  listNetworks,
  readNetworkRecord,
  removeNetworkRecord,
} from './network-records.ts';
import {
  findProcess,
  isAlive,
  processState,
  listRecords,
  type ProcessRecord,
  readRecord,
  writeRecord,
} from './process-identity.ts';
import { hasCode } from '../../../orchestrator/common/errors/to-app-error.ts';
import { AppError } from '../../../orchestrator/common/errors/app-error.ts';
import { makeFolder } from '../../../orchestrator/common/make-folder.ts';

export interface ProcessRuntimeOptions {
  /** Absolute path; holds one folder per container. */
  folder: string;
  /** Compiled JavaScript that a region runs: `distPath('services/colorteller/main.js')`. */
  entry: string;
  /** Value of PATH for the processes. */
  searchPath: string | undefined;
  clock: Clock;
  /** Makes the id of a container: 64 hexadecimal digits. */
  newId: () => string;
}

/**
 * Containers as local child processes. They have the environment, port and files of a container, and none of its
 * isolation; image, networks, health check, limits and restart policy are recorded and have no effect.
 */
export function createProcessRuntime(options: ProcessRuntimeOptions): ContainerRuntime {
  const { folder, clock, newId } = options;

  const existing = async (id: string): Promise<ProcessRecord> => {
    const record = await readRecord(folder, id);
    if (record === undefined) throw containerGone(id);
    return record;
  };

  const pidOf = async ({ id, pid }: ProcessRecord): Promise<number | undefined> =>
    pid ?? findProcess(id);

  const statusOf = async (record: ProcessRecord): Promise<ContainerInfo['status']> => {
    const pid = await pidOf(record);
    const state = pid === undefined ? 'ended' : await processState(pid, record.id);
    return isAlive(state) ? state : 'stopped';
  };

  const launch = async (id: string, spec: ContainerSpec): Promise<void> => {
    const { entry, searchPath } = options;
    await writeRecord(folder, { id, pid: null, spec });
    await launchProcess({
      id,
      spec,
      paths: containerPaths(folder, id),
      entry,
      searchPath,
      clock,
      onStart: (pid) => writeRecord(folder, { id, pid, spec }),
    });
  };

  const remove = async (id: string, graceMs: number): Promise<void> => {
    const record = await readRecord(folder, id);
    const pid = record === undefined ? await findProcess(id) : await pidOf(record);
    if (pid !== undefined) await stopProcess({ pid, id, graceMs, clock });
    await rm(containerPaths(folder, id).home, { recursive: true, force: true, maxRetries: 3 });
  };

  const removeOrphans = async (spec: ContainerSpec): Promise<void> => {
    for (const found of await listRecords(folder)) {
      if (found.spec.name !== spec.name) continue;
      if (!isOrphan(found.spec.labels, spec.labels)) throw nameTaken('container', spec.name);
      await remove(found.id, 0);
    }
  };

  return {
    ...needsDocker,
    kind: 'process',
    async createNetwork(spec) {
      const id = newId();
      await createNetworkRecord(folder, id, spec);
      return id;
    },
    inspectNetwork: (id) => readNetworkRecord(folder, id),
    removeNetwork: (id) => removeNetworkRecord(folder, id),
    async createContainer(spec) {
      await makeFolder(folder, { mode: 0o700 });
      await removeOrphans(spec);
      const id = newId();
      try {
        await launch(id, await withChosenPorts(spec));
      } catch (error) {
        await remove(id, 0);
        throw error;
      }
      return id;
    },
    async inspectContainer(id) {
      const record = await readRecord(folder, id);
      if (record === undefined) return undefined;
      return containerInfo(record, await statusOf(record));
    },
    async startContainer(id) {
      const record = await existing(id);
      if ((await statusOf(record)) !== 'stopped') return;
      // What is left of the last run may hold the port for a moment.
      if (record.pid !== null) await stopProcess({ pid: record.pid, id, graceMs: 0, clock });
      await launch(id, record.spec);
    },
    async updateContainer(id, limits) {
      const record = await existing(id);
      await writeRecord(folder, { ...record, spec: { ...record.spec, limits } });
    },
    stopAndRemoveContainer: (id, graceSeconds) => remove(id, graceSeconds * 1000),
    async putFile(id, containerPath, content, { isSecret } = { isSecret: false }) {
      await existing(id);
      const file = belowRoot(containerPaths(folder, id).root, containerPath);
      await writeFileAtomic(file, content, {
        mode: isSecret ? 0o600 : 0o644,
      });
    },
    async readFile(id, containerPath) {
      await existing(id);
      const file = belowRoot(containerPaths(folder, id).root, containerPath);
      return readFile(file, 'utf8').catch((error: unknown) => {
        if (hasCode(error, 'ENOENT')) return undefined;
        throw error;
      });
    },
    async findOwned(workspace) {
      const isOurs = (labels: Readonly<Record<string, string>>) =>
        labels[LABELS.workspace] === workspace;
      const records = await listRecords(folder);
      const networks = await listNetworks(folder);
      return {
        containers: records.filter(({ spec }) => isOurs(spec.labels)).map(({ id }) => id),
        networks: networks.filter(({ labels }) => isOurs(labels)).map(({ id }) => id),
        volumes: [],
      };
    },
    logsTail: (id, lines) => logTail(containerPaths(folder, id).log, lines),
  };
}

function containerInfo(
  { id, spec }: ProcessRecord,
  status: ContainerInfo['status'],
): ContainerInfo {
  const { name, image, limits, labels } = spec;
  const ports = status === 'stopped' ? [] : publishedPorts(spec);
  return { id, name, image, limits, labels, status, exitCode: null, ports };
}

const POLL_MS = 20;
const KILL_TIMEOUT_MS = 5_000;

interface StopOptions {
  pid: number;
  /** Of the container; a process that does not carry it is left alone. */
  id: string;
  graceMs: number;
  clock: Clock;
}

/** Asks a process to end, and kills it after the grace; then its port is free. One that has ended is fine. */
async function stopProcess(options: StopOptions): Promise<void> {
  await signal(options, 'SIGTERM');
  if (await ends(options, options.graceMs)) return;
  await signal(options, 'SIGKILL');
  if (await ends(options, KILL_TIMEOUT_MS)) return;
  const { pid, id } = options;
  if (!isAlive(await processState(pid, id))) return;
  throw new AppError(
    'UPDATE_FAILED',
    `Process ${pid} did not end within ${KILL_TIMEOUT_MS} ms of SIGKILL.`,
    { details: { pid, container: id } },
  );
}

async function ends({ pid, id, clock }: StopOptions, timeoutMs: number): Promise<boolean> {
  const deadlineMs = clock.nowMs() + timeoutMs;
  while ((await processState(pid, id)) !== 'ended') {
    if (clock.nowMs() >= deadlineMs) return false;
    await clock.sleep(POLL_MS);
  }
  return true;
}

/** Checks before every signal that the pid still belongs to the container. */
async function signal({ pid, id }: StopOptions, name: NodeJS.Signals): Promise<void> {
  if (!isAlive(await processState(pid, id))) return;
  try {
    process.kill(pid, name);
  } catch (error) {
    if (!hasCode(error, 'ESRCH')) throw error;
  }
}

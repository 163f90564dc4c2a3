import { readdir, readFile } from 'node:fs/promises';
import { execa } from 'execa';
import { hasCode } from '../../../orchestrator/common/errors/to-app-error.ts';
import { z } from 'zod';
import type { ContainerSpec } from '../container-runtime.ts';
import { writeFileAtomic } from '../../../orchestrator/common/atomic-file.ts';
import { containerPaths } from './container-paths.ts';

/**
 * The state of a container's process. `paused`: a signal stopped it, and another lets it go on. `ending`: it has no command line any more, and may still hold its port
 * for a moment. `ended`: there is none, only a zombie of it, or a stranger that got its pid.
 */
export type ProcessState = 'running' | 'paused' | 'ending' | 'ended';

/**
 * Pids are reused: only a command line that carries the container's id makes a process ours to trust or to stop.
 */
export async function processState(pid: number, id: string): Promise<ProcessState> {
  if (!exists(pid)) return 'ended';
  const { isZombie, isStopped, command } = await inspectPid(pid);
  if (isZombie) return 'ended';
  if (command.includes(id)) return isStopped ? 'paused' : 'running';
  return command === '' && exists(pid) ? 'ending' : 'ended';
}

/** Whether it is the container's process, running or paused. */
export function isAlive(state: ProcessState): state is 'running' | 'paused' {
  return state === 'running' || state === 'paused';
}

/** The process of a container, searched among all: for the moment between a start and its record. */
export async function findProcess(id: string): Promise<number | undefined> {
  for (const pid of await allPids()) {
    // This process may carry an id in its own arguments, in a test say.
    if (pid !== process.pid && isAlive(await processState(pid, id))) return pid;
  }
  return undefined;
}

function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // EPERM: it exists and belongs to another user.
    return hasCode(error, 'EPERM');
  }
}

interface Inspection {
  isZombie: boolean;
  isStopped: boolean;
  command: string;
}

async function inspectPid(pid: number): Promise<Inspection> {
  if (process.platform !== 'linux') return inspectWithPs(pid);
  const read = (name: string): Promise<string> =>
    readFile(`/proc/${pid}/${name}`, 'utf8').catch(() => '');
  const [command, stat] = [await read('cmdline'), await read('stat')];
  // The fields follow the name, which is in parentheses and may hold any character.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state = '', threads = ''] = [fields[0], fields[17]];
  // While other threads still end, a zombie's files and ports are not closed yet.
  const isZombie = state === 'X' || (state === 'Z' && Number(threads) <= 1);
  return { command, isZombie, isStopped: state === 'T' };
}

async function inspectWithPs(pid: number): Promise<Inspection> {
  const flags = ['-ww', '-o', 'stat=,command=', '-p', String(pid)];
  const { stdout } = await execa('ps', flags, { reject: false });
  const [, state = '', command = ''] = /^\s*(\S+)\s+(.*)$/s.exec(stdout) ?? [];
  return { isZombie: state.startsWith('Z'), isStopped: state.startsWith('T'), command };
}

async function allPids(): Promise<number[]> {
  const names =
    process.platform === 'linux'
      ? await readdir('/proc')
      : (await execa('ps', ['-A', '-o', 'pid='])).stdout.split('\n');
  return names.map(Number).filter((pid) => Number.isInteger(pid) && pid > 0);
}

const recordSchema = z.object({
  id: z.string(),
  /** Null between the decision to start a process and its start. */
  pid: z.number().int().positive().nullable(),
  // Written by this file only, from a spec that was checked.
  spec: z.custom<ContainerSpec>((value) => typeof value === 'object' && value !== null),
});

/** The record of a container of the process runtime. */
export type ProcessRecord = z.infer<typeof recordSchema>;

/** Readable by the owner alone, because a spec holds the environment. */
export async function writeRecord(folder: string, record: ProcessRecord): Promise<void> {
  const { record: file } = containerPaths(folder, record.id);
  await writeFileAtomic(file, `${JSON.stringify(record, null, 2)}\n`, {
    mode: 0o600,
  });
}

/** The record of a container; undefined when there is none, or none that can be read. */
export async function readRecord(folder: string, id: string): Promise<ProcessRecord | undefined> {
  const { record: file } = containerPaths(folder, id);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
  return parseRecord(text);
}

/** Every container in a folder. */
export async function listRecords(folder: string): Promise<ProcessRecord[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  });
  const ids = names.filter((name) => /^[0-9a-f]{64}$/.test(name));
  const records = await Promise.all(ids.map((id) => readRecord(folder, id)));
  return records.filter((record) => record !== undefined);
}

function parseRecord(text: string): ProcessRecord | undefined {
  try {
    return recordSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

import { readdir, readFile } from 'node:fs/promises';
import { execa } from 'execa';
import { hasCode } from '../../../orchestrator/common/errors/to-app-error.ts';

/**
 * The state of a container's process. `ending`: it has no command line any more, and may still hold its port
 * for a moment. `ended`: there is none, only a zombie of it, or a stranger that got its pid.
 */
export type ProcessState = 'running' | 'ending' | 'ended';

/**
 * Pids are reused: only a command line that carries the container's id makes a process ours to trust or to stop.
 */
export async function processState(pid: number, id: string): Promise<ProcessState> {
  if (!exists(pid)) return 'ended';
  const { isZombie, command } = await inspectPid(pid);
  if (isZombie) return 'ended';
  if (command.includes(id)) return 'running';
  return command === '' && exists(pid) ? 'ending' : 'ended';
}

/** The process of a container, searched among all: for the moment between a start and its record. */
export async function findProcess(id: string): Promise<number | undefined> {
  for (const pid of await allPids()) {
    // This process may carry an id in its own arguments, in a test say.
    if (pid !== process.pid && (await processState(pid, id)) === 'running') return pid;
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

interface Look {
  isZombie: boolean;
  command: string;
}

async function inspectPid(pid: number): Promise<Look> {
  if (process.platform !== 'linux') return inspectWithPs(pid);
  const read = (name: string): Promise<string> =>
    readFile(`/proc/${pid}/${name}`, 'utf8').catch(() => '');
  const [command, stat] = [await read('cmdline'), await read('stat')];
  // The fields follow the name, which is in parentheses and may hold any character.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state = '', threads = ''] = [fields[0], fields[17]];
  // While other threads still end, a zombie's files and ports are not closed yet.
  return { command, isZombie: state === 'X' || (state === 'Z' && Number(threads) <= 1) };
}

async function inspectWithPs(pid: number): Promise<Look> {
  const flags = ['-ww', '-o', 'stat=,command=', '-p', String(pid)];
  const { stdout } = await execa('ps', flags, { reject: false });
  const [, state = '', command = ''] = /^\s*(\S+)\s+(.*)$/s.exec(stdout) ?? [];
  return { isZombie: state.startsWith('Z'), command };
}

async function allPids(): Promise<number[]> {
  const names =
    process.platform === 'linux'
      ? await readdir('/proc')
      : (await execa('ps', ['-A', '-o', 'pid='])).stdout.split('\n');
  return names.map(Number).filter((pid) => Number.isInteger(pid) && pid > 0);
}

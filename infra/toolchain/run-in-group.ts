import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

const TAIL_LINES = 20;
const KILL_AFTER_MS = 3_000;

export interface GroupRun {
  command: string;
  args: readonly string[];
  env: NodeJS.ProcessEnv;
  cwd?: string;
  /** Ends the program and everything that it started. */
  signal: AbortSignal;
  /** Called for each line of standard output and standard error. */
  onLine?: (line: string) => void;
}

/** A program that did not start, or ended with a status other than 0. */
export class ProgramFailed extends Error {
  override readonly name = 'ProgramFailed';
  /** Its last lines of output, at most 20. */
  readonly tail: readonly string[];

  constructor(message: string, tail: readonly string[], cause?: unknown) {
    super(message, { cause });
    this.tail = tail;
  }
}

/**
 * Runs a program, without a shell, in a process group of its own, so that a stop reaches its children too.
 * @throws ProgramFailed, or the signal's reason once the whole group has ended.
 */
export async function runInGroup({
  command,
  args,
  env,
  cwd,
  signal,
  onLine,
}: GroupRun): Promise<void> {
  signal.throwIfAborted();
  const child = spawn(command, args, {
    env,
    ...(cwd === undefined ? {} : { cwd }),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
  });
  const tail: string[] = [];
  const addLine = (line: string): void => {
    if (line.trim() !== '') tail.push(line);
    if (tail.length > TAIL_LINES) tail.shift();
    onLine?.(line);
  };
  readLines(child.stdout, addLine);
  readLines(child.stderr, addLine);
  const release = endOnAbort(child, signal);
  try {
    const [status, killedBy] = (await once(child, 'close')) as [number | null, string | null];
    signal.throwIfAborted();
    if (status !== 0) throw new ProgramFailed(endSentence(command, status, killedBy), tail);
  } catch (error) {
    if (signal.aborted || error instanceof ProgramFailed) throw error;
    throw new ProgramFailed(`${command} does not run: ${(error as Error).message}`, tail, error);
  } finally {
    release();
  }
}

function readLines(stream: Readable, handleLine: (line: string) => void): void {
  createInterface({ input: stream, crlfDelay: Infinity }).on('line', handleLine);
}

/** SIGTERM first, SIGKILL for any process that is left. */
function endOnAbort(child: ChildProcess, signal: AbortSignal): () => void {
  let timer: NodeJS.Timeout | undefined;
  const end = (): void => {
    killGroup(child, 'SIGTERM');
    timer = setTimeout(() => killGroup(child, 'SIGKILL'), KILL_AFTER_MS);
  };
  signal.addEventListener('abort', end, { once: true });
  return () => {
    signal.removeEventListener('abort', end);
    clearTimeout(timer);
    if (signal.aborted) killGroup(child, 'SIGKILL');
  };
}

function killGroup(child: ChildProcess, name: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') child.kill(name);
    else process.kill(-child.pid, name);
  } catch {
    // Everyone in the group has ended.
  }
}

function endSentence(command: string, status: number | null, killedBy: string | null): string {
  return status === null
    ? `${command} was ended by ${killedBy ?? 'a signal'}`
    : `${command} ended with status ${status}`;
}

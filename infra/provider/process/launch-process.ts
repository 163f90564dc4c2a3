import { type ChildProcess, spawn } from 'node:child_process';
import { open } from 'node:fs/promises';
import type { Clock } from '../../../orchestrator/common/clock.ts';
import { AppError } from '../../../orchestrator/common/errors/app-error.ts';
import { LABELS } from '../../program/labels.ts';
import { type ContainerSpec, containerDied, LOG_LINES_IN_ERRORS } from '../container-runtime.ts';
import { belowRoot, type ContainerPaths } from './container-paths.ts';
import { DEFAULT_ADDRESS } from './chosen-ports.ts';
import { assertPortFree, isListening, type ListenAddress } from './free-port.ts';
import { hasCode } from '../../../orchestrator/common/errors/to-app-error.ts';
import { makeFolder } from '../../../orchestrator/common/make-folder.ts';

const LISTEN_TIMEOUT_MS = 15_000;
const POLL_MS = 20;

export interface Launch {
  id: string;
  /** Its ports are chosen. */
  spec: ContainerSpec;
  paths: ContainerPaths;
  /** Compiled JavaScript that a region runs. */
  entry: string;
  /** Value of PATH for the process, the one variable that it shares with this one. */
  searchPath: string | undefined;
  clock: Clock;
  /** Called with the pid as soon as there is one. */
  onStart: (pid: number) => Promise<void>;
}

/**
 * Starts the process of a container and waits until it listens. It outlives this process, as a container would.
 * @throws AppError PORT_IN_USE, BAD_INPUT (no port it could listen on), CONTAINER_DIED, TIMEOUT.
 */
export async function launchProcess(launch: Launch): Promise<void> {
  const { id, spec, paths, clock } = launch;
  const processName = displayName(spec);
  const address = listenAddress(spec);
  await assertPortFree(address, processName);
  await makeFolder(paths.root);
  const child = await spawnDetached(launch, address);
  let ending: Ending | undefined;
  const ended = endingOf(child).then((found) => {
    ending = found;
  });
  if (child.pid !== undefined) await launch.onStart(child.pid);
  const deadlineMs = clock.nowMs() + LISTEN_TIMEOUT_MS;
  while (ending === undefined && !(await isListening(address))) {
    if (clock.nowMs() >= deadlineMs) throw await notListening(launch, processName);
    await Promise.race([ended, clock.sleep(POLL_MS)]);
  }
  if (ending === undefined) return;
  if ('error' in ending) {
    const { message } = ending.error;
    throw new AppError('INTERNAL', `The process of ${processName} cannot be started: ${message}.`);
  }
  const tail = await logTail(paths.log, LOG_LINES_IN_ERRORS);
  throw containerDied({ who: processName, container: id, exitCode: ending.exitCode, log: tail });
}

async function spawnDetached(launch: Launch, address: ListenAddress): Promise<ChildProcess> {
  const { paths } = launch;
  const log = await open(paths.log, 'a', 0o600);
  // Not execa: its output goes through this process, and must not end with it.
  const child = spawn(process.execPath, argumentsOf(launch), {
    cwd: paths.root,
    env: environment(launch, address),
    stdio: ['ignore', log.fd, log.fd],
    detached: true,
  });
  child.unref();
  await log.close();
  return child;
}

/** Its command line carries the id of the container: that is how it is found again. */
function argumentsOf({ id, entry, spec: { entrypoints } }: Launch): string[] {
  if (entrypoints === undefined) return [entry, '--instance', id];
  return [`--title=${id}`, ...entrypoints.slice(1)];
}

type Ending = { exitCode: number | null } | { error: Error };

function endingOf(child: ChildProcess): Promise<Ending> {
  return new Promise((resolve) => {
    child
      .on('exit', (exitCode) => resolve({ exitCode }))
      .on('error', (error) => resolve({ error }));
  });
}

/** The region of a container, or else its name. */
function displayName(spec: ContainerSpec): string {
  const region = spec.labels[LABELS.region];
  return region === undefined ? `container "${spec.name}"` : `region ${region}`;
}

function listenAddress(spec: ContainerSpec): ListenAddress {
  const [port, ...more] = spec.ports;
  if (port?.protocol !== 'tcp' || more.length > 0) {
    throw new AppError('BAD_INPUT', `${displayName(spec)} does not publish exactly one tcp port.`, {
      action: 'A region that runs as a process listens on one: correct "ports".',
    });
  }
  return { ip: port.ip ?? DEFAULT_ADDRESS, port: port.external ?? 0 };
}

function environment(
  { id, spec, paths, searchPath }: Launch,
  address: ListenAddress,
): Record<string, string> {
  const files = ['CONFIG_FILE', 'STATSIG_FILE', 'TABLE_FILE'].flatMap((name) => {
    const file = spec.env[name];
    return file === undefined ? [] : [[name, belowRoot(paths.root, file)] as const];
  });
  return {
    ...(searchPath === undefined ? {} : { PATH: searchPath }),
    ...spec.env,
    ...Object.fromEntries(files),
    PORT: String(address.port),
    HOST: address.ip,
    INSTANCE: id,
  };
}

async function notListening({ id, paths, spec }: Launch, processName: string): Promise<AppError> {
  const log = await logTail(paths.log, LOG_LINES_IN_ERRORS);
  const port = spec.ports[0]?.external;
  const words = log.length === 0 ? 'It logged nothing.' : `Its last log lines:\n${log.join('\n')}`;
  return new AppError(
    'TIMEOUT',
    `The process of ${processName} did not listen on port ${port ?? 0} within ${LISTEN_TIMEOUT_MS} ms. ${words}`,
    { action: 'Correct what the log names, then update again.', details: { container: id, log } },
  );
}

const TAIL_BYTES = 64 * 1024;

/** The last lines of a log file, from at most its last 64 KiB; empty when there is no file. */
export async function logTail(file: string, lines: number): Promise<string[]> {
  const handle = await open(file, 'r').catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  });
  if (handle === undefined) return [];
  try {
    const { size } = await handle.stat();
    const length = Math.min(size, TAIL_BYTES);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, size - length);
    const text = buffer.toString('utf8', 0, bytesRead).trimEnd();
    return text === '' ? [] : text.split('\n').slice(-lines);
  } finally {
    await handle.close();
  }
}

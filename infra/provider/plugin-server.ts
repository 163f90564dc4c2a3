import { createInterface } from 'node:readline';
import { withAnySignal } from '../../orchestrator/common/with-any-signal.ts';
import { execa } from 'execa';
import type { Clock } from '../../orchestrator/common/clock.ts';
import { AppError } from '../../orchestrator/common/errors/app-error.ts';
import { type FaultServer, serveFaults } from './fault-channel.ts';
import { distPath } from '../../orchestrator/common/package-root.ts';

const START_TIMEOUT_MS = 30_000;
const STOP_TIMEOUT_MS = 5_000;
const STDERR_LINES = 20;

/** A running plugin process. */
export interface PluginServer {
  /** For `PULUMI_DEBUG_PROVIDERS=docker:PORT,colorteller:PORT`: both packages are served on it. */
  readonly port: number;
  readonly pid: number;
  /** Ends the process. Idempotent. */
  stop(): Promise<void>;
  /** Resolves when the process has ended, for whatever reason. */
  readonly exited: Promise<PluginExit>;
}

interface PluginExit {
  exitCode: number | null;
  signal: string | null;
  /** The last lines that it wrote to stderr. */
  stderr: string[];
}

export interface StartPluginOptions {
  clock: Clock;
  /** Gives up the start; the promise then rejects with the signal's reason. */
  signal?: AbortSignal;
  /** The server key of regions that ask for their config themselves; left out: that of this process's environment. */
  serverKey?: string | undefined;
  /** Injects faults into its steps. Default: none. */
  faults?: FaultServer | undefined;
  /** Compiled JavaScript of the plugin. Default: ours. */
  entry?: string;
  /** Of the plugin. Default: none. */
  args?: readonly string[];
  /** Called with each line that it writes to stderr. */
  onStderr?: (line: string) => void;
  /** Its working directory. Default: that of this process. */
  cwd?: string;
}

/**
 * Starts our provider as one process for many updates. It ends with this process, even one that is killed, because it
 * watches its stdin.
 * @throws AppError SETUP_FAILED when it ends, or prints no port within 30 s, with the end of its stderr.
 */
export async function startPlugin(options: StartPluginOptions): Promise<PluginServer> {
  const { clock, signal, serverKey, faults, cwd = process.cwd() } = options;
  const { entry = distPath('infra/provider/main.js'), args = [], onStderr } = options;
  signal?.throwIfAborted();
  const child = execa(process.execPath, [entry, ...args], {
    env: {
      COLORTELLER_PLUGIN_EXIT_WITH_STDIN: '1',
      ...(serverKey === undefined ? {} : { STATSIG_SERVER_KEY: serverKey }),
    },
    cwd,
    stdin: 'pipe',
    // Ctrl-C in a terminal is for this process to handle: it must not end the plugin in the middle of an update.
    detached: true,
    ipc: true,
    serialization: 'json',
    buffer: false,
    reject: false,
    forceKillAfterDelay: STOP_TIMEOUT_MS,
  });
  if (faults !== undefined) serveFaults(child, faults);
  const stderr = tail(child.stderr);
  if (onStderr !== undefined) createInterface({ input: child.stderr }).on('line', onStderr);
  const exited = child.then(({ exitCode, signal: killedBy }) => ({
    exitCode: exitCode ?? null,
    signal: killedBy ?? null,
    stderr: stderr(),
  }));
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await exited;
  };
  try {
    const port = await portLine(child.stdout, { clock, exited, signal });
    // The rest of the output is never read, and must not fill the pipe.
    child.stdout.resume();
    return { port, pid: child.pid ?? 0, stop, exited };
  } catch (error) {
    await stop();
    throw error;
  }
}

interface PortWait {
  clock: Clock;
  exited: Promise<PluginExit>;
  signal: AbortSignal | undefined;
}

async function portLine(stdout: NodeJS.ReadableStream, wait: PortWait): Promise<number> {
  const over = new AbortController();
  const late = withAnySignal([over.signal, wait.signal], (timer) =>
    wait.clock.sleep(START_TIMEOUT_MS, timer),
  ).then(() => {
    throw startFailed(`it printed no port within ${START_TIMEOUT_MS} ms`, []);
  });
  const ended = wait.exited.then(({ exitCode, stderr }) => {
    throw startFailed(`it ended with exit code ${exitCode ?? 'none'}`, stderr);
  });
  // Once the port is reported, both of these may still reject, with nobody listening.
  ended.catch(() => undefined);
  try {
    return await Promise.race([firstPort(stdout), late, ended]);
  } catch (error) {
    wait.signal?.throwIfAborted();
    throw error;
  } finally {
    over.abort();
  }
}

function firstPort(stdout: NodeJS.ReadableStream): Promise<number> {
  return new Promise((resolve) => {
    let text = '';
    const onData = (chunk: Buffer | string): void => {
      text += String(chunk);
      const port = /^(\d+)\r?\n/.exec(text)?.[1];
      if (port === undefined) return;
      stdout.off('data', onData);
      resolve(Number(port));
    };
    stdout.on('data', onData);
  });
}

function tail(stream: NodeJS.ReadableStream): () => string[] {
  let text = '';
  stream.on('data', (chunk: Buffer | string) => {
    text = (text + String(chunk)).slice(-8192);
  });
  return () => text.trimEnd().split('\n').slice(-STDERR_LINES);
}

function startFailed(why: string, stderr: string[]): AppError {
  const words = stderr.join('\n').trim();
  const ending = words === '' ? '' : ` Its last words:\n${words}`;
  return new AppError('SETUP_FAILED', `The provider plugin did not start: ${why}.${ending}`, {
    action: 'Run "npm run build" and try again.',
    details: { why, stderr },
  });
}

/**
 * What the plugin says its version is: that of package docker whose inputs it takes, since Pulumi warns at every update
 * when a plugin is older than the package of the program. The part after the plus does not count in a comparison.
 */
export const PLUGIN_VERSION = '5.2.0+colorteller';

import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../orchestrator/common/errors/app-error.ts';
import { cacheFolder } from './cache-folder.ts';
import type { DockerDaemon } from './find-docker.ts';
import type { DockerInstallation } from './install-docker.ts';
import { step, withHeartbeat, type InstallContext } from './progress.ts';
import { ProgramFailed, runInGroup } from './run-in-group.ts';
import { makeFolder } from '../../orchestrator/common/make-folder.ts';

const DEADLINE_MS = 60_000;
const POLL_MS = 250;
const LOG_LINES = 15;

/**
 * Starts the daemon that is installed and waits until it answers (deadline 60 s): by systemd where that runs the
 * machine, else as a process in a session of its own that stays when this one ends.
 * @throws AppError SETUP_FAILED with the daemon's last log lines.
 */
export async function startDocker(
  context: InstallContext,
  { machine, find }: DockerInstallation,
): Promise<DockerDaemon> {
  if (!machine.isRoot) {
    throw new AppError(
      'SETUP_FAILED',
      'Docker is installed but not running, and starting it needs root.',
      {
        action: 'Run: sudo systemctl start docker',
      },
    );
  }
  return machine.hasSystemd ? startBySystemd(context, find) : startDockerd(context, find);
}

type Find = DockerInstallation['find'];

function startBySystemd(context: InstallContext, find: Find): Promise<DockerDaemon> {
  return step(context, 'Starting the Docker daemon (systemctl start docker)', async () => {
    const { env, signal } = context;
    try {
      await runInGroup({ command: 'systemctl', args: ['start', 'docker'], env, signal });
    } catch (error) {
      throw error instanceof ProgramFailed
        ? notStarted(error.tail, 'journalctl -u docker', error)
        : error;
    }
    return waitForAnswer(
      context,
      find,
      () => undefined,
      () => Promise.resolve(notStarted([], 'journalctl -u docker')),
    );
  });
}

async function startDockerd(context: InstallContext, find: Find): Promise<DockerDaemon> {
  const folder = path.join(cacheFolder(context.env), 'docker');
  const log = path.join(folder, 'dockerd.log');
  await makeFolder(folder);
  return step(context, `Starting the Docker daemon (dockerd, its log is ${log})`, async () => {
    context.signal.throwIfAborted();
    const daemon = spawnDetached('dockerd', log, context.env);
    const failed = async (): Promise<AppError> => notStarted(await lastLines(log), log);
    try {
      return await waitForAnswer(context, find, () => deathOf(daemon), failed);
    } catch (error) {
      daemon.kill('SIGTERM');
      throw error;
    }
  });
}

/** In a session of its own with its output in a file, so that it survives Ctrl-C and our exit. */
function spawnDetached(command: string, log: string, env: NodeJS.ProcessEnv): ChildProcess {
  const output = openSync(log, 'w');
  try {
    const child = spawn(command, [], {
      env,
      detached: true,
      stdio: ['ignore', output, output],
      cwd: '/',
    });
    // A program that cannot be started has no pid; deathOf reports it.
    child.on('error', () => undefined);
    child.unref();
    return child;
  } finally {
    closeSync(output);
  }
}

function deathOf(child: ChildProcess): string | undefined {
  if (child.pid === undefined) return 'it did not start';
  return child.exitCode === null && child.signalCode === null ? undefined : 'it ended';
}

async function waitForAnswer(
  context: InstallContext,
  find: Find,
  death: () => string | undefined,
  failed: () => Promise<AppError>,
): Promise<DockerDaemon> {
  const { clock, signal } = context;
  const giveUpAtMs = clock.nowMs() + DEADLINE_MS;
  return withHeartbeat(context, {
    says: () => 'waiting for its answer',
    run: async () => {
      while (clock.nowMs() < giveUpAtMs && death() === undefined) {
        await clock.sleep(POLL_MS, signal);
        const daemon = await find();
        if ('host' in daemon) return daemon;
      }
      throw await failed();
    },
  });
}

async function lastLines(log: string): Promise<string[]> {
  const text = await readFile(log, 'utf8').catch(() => '');
  return text.trim().split('\n').slice(-LOG_LINES);
}

function notStarted(output: readonly string[], log: string, cause?: unknown): AppError {
  const words = output.length === 0 ? '' : `; its last words:\n  ${output.join('\n  ')}`;
  return new AppError('SETUP_FAILED', `The Docker daemon does not answer${words}`, {
    action: `Read more in ${log}; in a container, the daemon needs one that is started with --privileged. Without Docker, regions run as processes: npx colorteller demo --runtime process`,
    details: { output, log },
    cause,
  });
}

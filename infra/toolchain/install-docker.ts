import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../orchestrator/common/errors/app-error.ts';
import type { DockerDaemon, DockerSearch } from './find-docker.ts';
import { findExecutables } from './find-executable.ts';
import { step, type InstallContext } from './progress.ts';
import { ProgramFailed, runInGroup } from './run-in-group.ts';
import { startDocker } from './start-docker.ts';
import { existsSync, readFileSync } from 'node:fs';

/** What the daemon, the network and the containers need, from Debian's own archive. */
const PACKAGES = ['docker.io', 'iptables', 'runc', 'containerd'];

const BY_HAND =
  'Install Docker by hand (docs.docker.com/engine/install), then run: npx colorteller doctor';

export interface DockerInstallation {
  machine: DockerMachine;
  /** Asks the daemon; see `findDocker`. */
  find: () => Promise<DockerSearch>;
}

/**
 * Makes a local Docker daemon answer: nothing is done when one does, an installed one is started, and on Debian or
 * Ubuntu as root it is installed first.
 * @throws AppError SETUP_FAILED, saying what to do instead; the signal's reason when stopped.
 */
export async function installDocker(
  context: InstallContext,
  { machine, find }: DockerInstallation,
): Promise<DockerDaemon> {
  const present = await find();
  if ('host' in present) return present;
  if (context.env.DOCKER_HOST) {
    throw new AppError('SETUP_FAILED', `DOCKER_HOST is set, and ${sentence(present.problem)}`, {
      action: `${present.action}; a daemon of this machine is only set up when DOCKER_HOST is unset`,
    });
  }
  const folders = [context.env.PATH ?? '', ...machine.systemProgramFolders];
  const env = { ...context.env, PATH: folders.join(path.delimiter) };
  const [dockerd] = await findExecutables('dockerd', env);
  if (dockerd === undefined) await installPackages({ ...context, env }, machine);
  return startDocker({ ...context, env }, { machine, find });
}

function sentence(problem: string): string {
  return `${problem.charAt(0).toLowerCase()}${problem.slice(1)}.`;
}

async function installPackages(context: InstallContext, machine: DockerMachine): Promise<void> {
  if (!machine.isDebian) {
    throw new AppError(
      'SETUP_FAILED',
      'Setup installs Docker only on Debian and Ubuntu; this system is neither.',
      {
        action: BY_HAND,
      },
    );
  }
  if (!machine.isRoot) {
    throw new AppError('SETUP_FAILED', 'Installing Docker needs root.', {
      action: `Run: sudo apt-get install ${PACKAGES.join(' ')} (then add your user to the group "docker"), or npx colorteller setup --docker as root`,
    });
  }
  try {
    const isListed = await hasPackageLists(machine.packageListsFolder);
    if (!isListed) await updateLists(context);
    await install(context).catch(async (error: unknown) => {
      // Old lists name package versions that the archive no longer has.
      context.signal.throwIfAborted();
      if (!isListed) throw error;
      await updateLists(context);
      await install(context);
    });
  } catch (error) {
    context.signal.throwIfAborted();
    const tail = error instanceof ProgramFailed ? error.tail : [];
    throw new AppError(
      'SETUP_FAILED',
      `Docker could not be installed: ${tail.at(-1) ?? String(error)}.`,
      {
        action: BY_HAND,
        details: { output: tail },
        cause: error,
      },
    );
  }
}

async function hasPackageLists(folder: string): Promise<boolean> {
  const names = await readdir(folder).catch(() => []);
  return names.some((name) => /_Packages(\.\w+)?$/.test(name));
}

function updateLists(context: InstallContext): Promise<void> {
  return step(context, 'Reading the package lists (apt-get update)', () =>
    aptGet(context, ['update']),
  );
}

function install(context: InstallContext): Promise<void> {
  return step(context, `Installing Debian packages ${PACKAGES.join(', ')} (apt-get install)`, () =>
    aptGet(context, ['install', '-y', '--no-install-recommends', ...PACKAGES]),
  );
}

function aptGet(context: InstallContext, args: readonly string[]): Promise<void> {
  return runInGroup({
    command: 'apt-get',
    // Another apt may be at work, on a machine that has just started in particular.
    args: ['-o', 'DPkg::Lock::Timeout=120', ...args],
    env: { ...context.env, DEBIAN_FRONTEND: 'noninteractive' },
    signal: context.signal,
  });
}

/** What decides how Docker is installed and started here. */
export interface DockerMachine {
  /** Debian, Ubuntu, or another child of Debian. */
  isDebian: boolean;
  isRoot: boolean;
  /** Whether systemd runs the services of this machine. */
  hasSystemd: boolean;
  /** Where apt keeps what its archives offer. */
  packageListsFolder: string;
  /** Where daemons are, which a person's PATH may lack. */
  systemProgramFolders: readonly string[];
}

/** Reads the facts of this machine. */
export function readDockerMachine(): DockerMachine {
  return {
    isDebian: process.platform === 'linux' && isDebianRelease(osRelease()),
    isRoot: process.getuid?.() === 0,
    // As sd_booted(3) does it.
    hasSystemd: existsSync('/run/systemd/system'),
    packageListsFolder: '/var/lib/apt/lists',
    systemProgramFolders: ['/usr/sbin', '/sbin'],
  };
}

/** Whether a text in the form of os-release(5) names Debian or a child of it. */
export function isDebianRelease(text: string): boolean {
  return /^(ID|ID_LIKE)="?([^"\n]* )?debian\b/m.test(text);
}

function osRelease(): string {
  return existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '';
}

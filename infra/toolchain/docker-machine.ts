import { existsSync, readFileSync } from 'node:fs';

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

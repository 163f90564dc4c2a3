import type { LockHolder } from '../classify-failure.ts';

/**
 * Who holds locks, as the CLI prints it for any backend that is not Pulumi Cloud (pkg/backend/diy/lock.go): a line
 * `ADDRESS: created by USER@HOST (pid 7) at TIME` for each. None when it prints no such line.
 */
export function lockHoldersIn(text: string): LockHolder[] {
  const lines = text.matchAll(/^\s*(\S+): created by (.+)@([^@\s]+) \(pid (\d+)\) at /gm);
  return [...lines].map(([, file = '', username = '', hostname = '', pid = '']) => ({
    file,
    username,
    hostname,
    pid: Number(pid),
  }));
}

import path from 'node:path';

/** The event log of a workspace. */
export function logPath(workspace: string): string {
  return path.join(workspace, 'events.log');
}

import path from 'node:path';
import { pino, type Logger } from 'pino';
import { hideKeys } from '../common/errors/hide-keys.ts';

/**
 * JSON lines in the workspace's `orchestrator.log`: error = a person must act, warn = will be tried again,
 * info = a state change, debug = each attempt.
 */
export function createLogger(folder: string, level: string): Logger {
  const destination = pino.destination({
    dest: path.join(folder, 'orchestrator.log'),
    mkdir: true,
    sync: true,
    mode: 0o600,
  });
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      // Our own lines contain no key; errors of dependencies might.
      hooks: { streamWrite: hideKeys },
    },
    destination,
  );
}

import type { Logger } from './log.ts';

/** Time for the requests under way after the first signal, in milliseconds. */
const SHUTDOWN_DEADLINE_MS = 5000;

/** Closes a service at SIGTERM or SIGINT and ends the process: 0 when it closed in time, else 1. */
export function stopOnSignals({ log, close }: { log: Logger; close: () => Promise<void> }): void {
  let isStopping = false;
  const stop = (signal: NodeJS.Signals) => {
    if (isStopping) {
      log.warn({ signal }, 'stopped at once by a second signal');
      process.exit(1);
    }
    isStopping = true;
    log.info({ signal }, 'stopping: finishing the requests under way');
    setTimeout(() => {
      log.error(`requests still under way after ${SHUTDOWN_DEADLINE_MS} ms: stopped anyway`);
      process.exit(1);
    }, SHUTDOWN_DEADLINE_MS);
    void close().then(() => {
      log.info('stopped');
      process.exit(0);
    });
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

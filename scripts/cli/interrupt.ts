/** Exit status of a program ended by SIGINT, as shells count it. */
export const INTERRUPTED = 130;

/**
 * A signal that the first Ctrl-C (or SIGTERM, or a closed terminal) aborts, so that a command can clean up; a second
 * Ctrl-C ends the program at once.
 */
export function onInterrupt(): AbortSignal {
  const controller = new AbortController();
  const interrupt = () => {
    if (controller.signal.aborted) process.exit(INTERRUPTED);
    process.exitCode = INTERRUPTED;
    controller.abort();
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, interrupt);
  return controller.signal;
}

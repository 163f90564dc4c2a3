/** Exit status of a program ended by SIGINT, as shells count it. */
export const INTERRUPTED = 130;

/**
 * A signal that the first Ctrl-C (or SIGTERM, or a closed terminal) aborts, so that a command can clean up; a second
 * Ctrl-C ends the program at once.
 */
export function onInterrupt(): AbortSignal {
  const controller = new AbortController();
  const seen = new Set<NodeJS.Signals>();
  const interrupt = (name: NodeJS.Signals) => {
    // A terminal that closes sends SIGHUP by its shell and by the system: nobody asks for an end at once.
    if (seen.has(name) && name !== 'SIGHUP') process.exit(INTERRUPTED);
    seen.add(name);
    process.exitCode = INTERRUPTED;
    controller.abort();
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, interrupt);
  return controller.signal;
}

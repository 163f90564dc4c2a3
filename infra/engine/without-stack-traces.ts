let users = 0;
let limitBefore = Error.stackTraceLimit;

/**
 * Runs something while no error records its stack: the Pulumi SDK makes an error per promise for messages that nobody
 * reads, most of the time that a program with many resources takes. The limit is global, so it comes back when the
 * last of several users has ended.
 */
export async function withoutStackTraces<T>(run: () => Promise<T>): Promise<T> {
  if (users === 0) {
    limitBefore = Error.stackTraceLimit;
    Error.stackTraceLimit = 0;
  }
  users += 1;
  try {
    return await run();
  } finally {
    users -= 1;
    if (users === 0) Error.stackTraceLimit = limitBefore;
  }
}

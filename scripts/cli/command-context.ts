/** The streams, environment and signal of a command: passed in, so that tests can read them. */
export interface CommandContext {
  stdin: NodeJS.ReadableStream;
  stdout: NodeJS.WritableStream;
  stderr: NodeJS.WritableStream;
  env: NodeJS.ProcessEnv;
  /** When the command was asked for, by `performance.now()`. */
  askedAtMs: number;
  /** Aborted by Ctrl-C. */
  signal: AbortSignal;
}

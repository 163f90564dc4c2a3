/** What a command of the CLI may touch of the world: passed in, so that tests can listen. */
export interface CommandContext {
  stdin: NodeJS.ReadableStream;
  stdout: NodeJS.WritableStream;
  stderr: NodeJS.WritableStream;
  env: NodeJS.ProcessEnv;
  /** Aborted when the person asks to stop (Ctrl-C). */
  signal: AbortSignal;
}

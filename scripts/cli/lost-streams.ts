import { closeSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { isatty } from 'node:tty';
import { AppError } from '../../orchestrator/common/errors/app-error.ts';
import type { CommandContext } from './command-context.ts';

/** The streams of one command that may fail while it runs: a closed pipe, a full disk, a terminal that is gone. */
export interface GuardedStreams {
  /** The context of the command. Its signal is also aborted when the command lost its output or its terminal. */
  context: CommandContext;
  /** Why the output is incomplete, once everything that was written has arrived; undefined also for a reader that left. */
  failure(): Promise<AppError | undefined>;
}

/**
 * Ends a command that nobody can read or answer any more as Ctrl-C does. Without listeners, a failed write ends the
 * process at once, and strands its regions. Losing standard error alone ends nothing: only messages are lost.
 */
export function guardStreams(given: CommandContext): GuardedStreams {
  const { stdin, stdout, stderr, signal } = given;
  const ending = new AbortController();
  const end = () => ending.abort();
  if (signal.aborted) end();
  signal.addEventListener('abort', end, { once: true });
  let isLost = false;
  let failure: AppError | undefined;
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    isLost = true;
    if (!isClosed(stdout, error)) failure ??= outputFailed(error);
    end();
  });
  stderr.on('error', () => undefined);
  stdin.on('error', end);
  return {
    context: { ...given, signal: ending.signal },
    failure: async () => {
      // Nothing is written where nothing is pending: on a full disk even nothing fails.
      if (!isLost && 'writableLength' in stdout && stdout.writableLength !== 0) {
        await new Promise<void>((resolve) => void stdout.write('', () => resolve()));
      }
      // A stream emits the error of a write after its callback.
      await setImmediate();
      return failure;
    },
  };
}

/**
 * Closes the streams of a terminal that is gone. Node.js resets its terminals at the end, and aborts with a native stack
 * trace where one cannot be reset.
 */
export function closeDeadTerminals(): void {
  for (const { fd, isTTY } of [process.stdin, process.stdout, process.stderr]) {
    if (isTTY && !isatty(fd)) closeSync(fd);
  }
}

/** The reader left, as `| head` does, or the terminal was closed. */
function isClosed(stream: NodeJS.WritableStream, { code }: NodeJS.ErrnoException): boolean {
  if (code === 'EIO') return 'isTTY' in stream && stream.isTTY === true;
  return code === 'EPIPE' || code === 'ECONNRESET';
}

function outputFailed(cause: Error): AppError {
  return new AppError('OUTPUT_FAILED', `the output cannot be written: ${cause.message}`, {
    action:
      'Free space where the output goes, or send it elsewhere. What the command has changed stays so; see: npx colorteller status',
    cause,
  });
}

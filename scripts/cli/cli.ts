#!/usr/bin/env node
import { CommanderError } from 'commander';
import { AppError } from '../../orchestrator/common/errors/app-error.ts';
import { ERROR_CODES } from '../../orchestrator/common/errors/error-codes.ts';
import { toAppError } from '../../orchestrator/common/errors/to-app-error.ts';
import type { CommandContext } from './command-context.ts';
import { onInterrupt } from './interrupt.ts';
import { createProgram } from './program.ts';
import { paintFor } from './render/paint.ts';
import { errorJson, renderError } from './render/render-error.ts';

/** Looked for by hand: what is wrong with a command line is told as it asks, too. */
function wantsJson(): boolean {
  return process.argv.includes('--json');
}

async function main(): Promise<void> {
  // Whoever reads our output may have seen enough, as `| head` has: that is no error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit();
    throw error;
  });
  const context: CommandContext = {
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    signal: onInterrupt(),
  };
  try {
    const program = await createProgram(context, wantsJson(), process.argv.slice(2));
    await program.parseAsync();
  } catch (thrown) {
    if (thrown instanceof CommanderError) {
      process.exitCode = thrown.exitCode === 0 ? 0 : 2;
      if (thrown.exitCode !== 0 && wantsJson()) {
        const message = thrown.message.replace(/^error: /, '');
        const action = 'Add --help instead of --json for usage.';
        context.stderr.write(errorJson(new AppError('BAD_INPUT', message, { action })));
      }
      return;
    }
    if (context.signal.aborted) {
      context.stderr.write('Stopped.\n');
      return;
    }
    const error = toAppError(thrown);
    context.stderr.write(
      wantsJson() ? errorJson(error) : renderError(paintFor(context.stderr), error),
    );
    process.exitCode = ERROR_CODES[error.code].exit;
  }
}

await main();

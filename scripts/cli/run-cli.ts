import { CommanderError } from 'commander';
import { AppError } from '../../orchestrator/common/errors/app-error.ts';
import { ERROR_CODES } from '../../orchestrator/common/errors/error-codes.ts';
import { toAppError } from '../../orchestrator/common/errors/to-app-error.ts';
import type { CommandContext } from './command-context.ts';
import { ExitStatus } from './exit-status.ts';
import { explainFileError, explainNodeOptions } from './file-error.ts';
import { INTERRUPTED } from './interrupt.ts';
import { guardStreams } from './lost-streams.ts';
import { createProgram } from './program.ts';
import { paintFor } from './render/paint.ts';
import { errorJson, renderError } from './render/render-error.ts';

/** Exit status of a command line that cannot be parsed. */
const USAGE = 2;

/** Runs one command line to its end, prints its error if it has one, and resolves to the exit status. */
export async function runCli(args: readonly string[], given: CommandContext): Promise<number> {
  const streams = guardStreams(given);
  const exit = await runCommand(args, streams.context);
  const failure = await streams.failure();
  if (failure === undefined) return exit;
  report(failure, given.stderr, args);
  return exit === 0 || exit === INTERRUPTED ? ERROR_CODES[failure.code].exit : exit;
}

async function runCommand(args: readonly string[], context: CommandContext): Promise<number> {
  // Read by hand: the error of a command line that cannot be parsed is JSON, too.
  const isJson = args.includes('--json');
  const { stderr, signal } = context;
  try {
    const program = await createProgram(context, isJson, args);
    await program.parseAsync(args, { from: 'user' });
  } catch (thrown) {
    if (thrown instanceof CommanderError) {
      if (thrown.exitCode === 0) return 0;
      if (isJson) {
        const message = thrown.message.replace(/^error: /, '');
        const action = 'Add --help instead of --json for usage.';
        stderr.write(errorJson(new AppError('BAD_INPUT', message, { action })));
      }
      return USAGE;
    }
    if (thrown instanceof ExitStatus) return thrown.status;
    if (signal.aborted) {
      stderr.write('Stopped.\n');
    } else {
      const { env } = context;
      const error = explainNodeOptions(toAppError(explainFileError(thrown, env)), env);
      report(error, stderr, args);
      return ERROR_CODES[error.code].exit;
    }
  }
  return signal.aborted ? INTERRUPTED : 0;
}

/** The workspace that a flag names. Read by hand: a command line that cannot be parsed has one, too. */
function namedWorkspace(args: readonly string[]): string | undefined {
  const at = args.findIndex((arg) => /^(?:-w|--workspace)(?:=|$)/.test(arg));
  if (at < 0) return undefined;
  const [, inline] = args[at]?.split('=', 2) ?? [];
  return inline ?? args[at + 1];
}

function report(error: AppError, stderr: NodeJS.WritableStream, args: readonly string[]): void {
  const isJson = args.includes('--json');
  stderr.write(
    isJson ? errorJson(error) : renderError(paintFor(stderr), error, namedWorkspace(args)),
  );
}

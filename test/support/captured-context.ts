import { PassThrough, Readable } from 'node:stream';
import { Command } from 'commander';
import type { CommandContext } from '../../scripts/cli/command-context.ts';

export interface Captured {
  context: CommandContext;
  /** Standard output, as it is written. */
  stdout: PassThrough;
  /** Everything that was written to standard output so far. */
  out: () => string;
  /** Everything that was written to standard error so far. */
  err: () => string;
}

/** A context for a command of the CLI whose output is kept, with that on its standard input. */
export function capturedContext(
  env: NodeJS.ProcessEnv,
  signal: AbortSignal = new AbortController().signal,
  input: readonly string[] = [],
): Captured {
  const stdout = new PassThrough({ encoding: 'utf8' });
  const stderr = new PassThrough({ encoding: 'utf8' });
  let out = '';
  let err = '';
  stdout.on('data', (text: string) => (out += text));
  stderr.on('data', (text: string) => (err += text));
  const stdin = Readable.from(input);
  return {
    context: { stdin, stdout, stderr, env, signal, askedAtMs: performance.now() },
    stdout,
    out: () => out,
    err: () => err,
  };
}

/** Runs one command as the CLI does: `runCommand(setupCommand(context), '--check')`. */
export async function runCommand(command: Command, ...args: string[]): Promise<void> {
  await new Command()
    .exitOverride()
    .addCommand(command.exitOverride())
    .parseAsync([command.name(), ...args], {
      from: 'user',
    });
}

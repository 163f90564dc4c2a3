import { Readable, Writable } from 'node:stream';
import { Command } from 'commander';
import type { CommandContext } from '../../scripts/cli/command-context.ts';
import { withTarget } from '../../scripts/cli/commands/target-options.ts';
import { checkOutput } from './output-problems.ts';

export interface Ran {
  stdout: string;
  stderr: string;
}

/** Runs commands that talk to consoles too in this process: many at the price of one. */
export async function runCommand(
  make: (context: CommandContext) => Command[],
  args: readonly string[],
  { env = {}, stdin = '' }: { env?: NodeJS.ProcessEnv; stdin?: string } = {},
): Promise<Ran> {
  const ran: Ran = { stdout: '', stderr: '' };
  const into = (name: keyof Ran) =>
    new Writable({
      write: (chunk: Buffer, _, done) => {
        ran[name] += chunk.toString();
        done();
      },
    });
  const context: CommandContext = {
    stdin: Readable.from([stdin]),
    stdout: into('stdout'),
    stderr: into('stderr'),
    env,
    askedAtMs: performance.now(),
    signal: new AbortController().signal,
  };
  const program = new Command('colorteller').exitOverride();
  for (const command of make(context)) {
    program.addCommand(withTarget(command, env, ['colorteller', 'statsig']));
  }
  await program.parseAsync(args, { from: 'user' });
  checkOutput(args, ran.stdout);
  return ran;
}

import { Command } from 'commander';
import { packageVersion } from '../../orchestrator/common/package-root.ts';
import type { CommandContext } from './command-context.ts';
import { COMMANDS, nameOf, type CommandEntry } from './command-table.ts';

/**
 * Builds the command line.
 * @param isJson the caller reports errors of the command line as JSON.
 * @param words the only command line that it has to understand, so that commands it does not name are not loaded.
 * Default: any.
 */
export async function createProgram(
  context: CommandContext,
  isJson = false,
  words?: readonly string[],
): Promise<Command> {
  const program = new Command('colorteller')
    .description('Continuous promotion for infrastructure on a laptop.')
    .version(packageVersion())
    .configureHelp({ subcommandTerm: (child) => TERMS.get(child.name()) ?? 'help [command]' })
    .configureOutput({
      writeOut: (text) => void context.stdout.write(text),
      writeErr: (text) => {
        if (!isJson) context.stderr.write(text);
      },
    })
    .exitOverride()
    .showSuggestionAfterError()
    .addHelpText(
      'after',
      `
Examples:
  $ colorteller demo                                    play the seven steps in the terminal
  $ colorteller up                                      run everything in the foreground
  $ colorteller config set colorteller color=purple     start a release
  $ colorteller approve                                 start its next phase
  $ colorteller status --watch                          watch the regions change`,
    );
  const needs = (name: string) =>
    words === undefined || words.includes(name) || words.includes('completion');
  for (const entry of COMMANDS) {
    const name = nameOf(entry);
    const child = needs(name) ? await load(entry, context) : new Command(name);
    program.addCommand(inherit(child.summary(entry.summary), program));
  }
  return program;
}

const TERMS = new Map(COMMANDS.map((entry) => [nameOf(entry), entry.term]));

async function load(entry: CommandEntry, context: CommandContext): Promise<Command> {
  const command = await entry.load(context, entry.summary);
  if (entry.speaks.length === 0) return command;
  const { withTarget } = await import('./commands/target-options.ts');
  return withTarget(command, context.env, entry.speaks);
}

/** Commander does not hand these settings down to commands that are added ready-made. */
function inherit(child: Command, parent: Command): Command {
  child
    .exitOverride()
    .showHelpAfterError('(add --help for usage)')
    .configureOutput(parent.configureOutput());
  for (const one of child.commands) inherit(one, child);
  return child;
}

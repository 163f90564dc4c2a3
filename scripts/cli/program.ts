import { Command } from 'commander';
import { AppError } from '../../orchestrator/common/errors/app-error.ts';
import { packageVersion } from '../../orchestrator/common/package-root.ts';
import type { CommandContext } from './command-context.ts';
import { COMMANDS, GROUPS, nameOf, type CommandEntry } from './command-table.ts';

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
    .helpCommand(false)
    .configureHelp({
      subcommandTerm: (child) => TERMS.get(child.name()) ?? 'help [command...]',
      commandDescription: (command) => `${command.description()}\n\n${MOST_USED}`,
    })
    .configureOutput({
      writeOut: (text) => void context.stdout.write(text),
      writeErr: (text) => {
        if (!isJson) context.stderr.write(text);
      },
    })
    .exitOverride()
    .showSuggestionAfterError();
  const needs = (name: string) =>
    words === undefined || words.includes(name) || words.includes('completion');
  for (const { heading, commands } of GROUPS) {
    for (const entry of commands) {
      const name = nameOf(entry);
      const child = needs(name) ? await load(entry, context) : new Command(name);
      child.summary(entry.summary).helpGroup(`${heading}:`);
      program.addCommand(inherit(child, program));
    }
  }
  program.addCommand(inherit(helpCommand(program), program));
  return program;
}

const MOST_USED = `Most used:
  $ colorteller demo                                  play the seven steps
  $ colorteller up --open                             run it, and open the page
  $ colorteller status --watch                        watch the regions change
  $ colorteller config set colorteller color=purple   start a release
  $ colorteller approve                               approve its next phase
  $ colorteller abort --reason "too slow"             go back to the old value
  $ colorteller plan                                  preview the next phase
  $ colorteller rehearse                              simulate a release
  $ colorteller lab start 1                           do the first lab
  $ colorteller down                                  stop, remove the regions`;

/** That each has options goes without saying. */
const TERMS = new Map(
  COMMANDS.map((entry) => [nameOf(entry), entry.term.replace(' [options]', '')]),
);

/** Takes all words of a command: `help config set`. */
function helpCommand(program: Command): Command {
  return new Command('help')
    .argument('[command...]')
    .description('Print the help of a command')
    .helpGroup(`${GROUPS.at(-1)?.heading ?? ''}:`)
    .action((words: string[]) => {
      let found = program;
      for (const word of words) {
        const child = found.commands.find((candidate) => candidate.name() === word);
        if (child === undefined) {
          throw new AppError('BAD_INPUT', `there is no command "${words.join(' ')}"`, {
            action: 'See all of them: npx colorteller --help',
          });
        }
        found = child;
      }
      found.outputHelp();
    });
}

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

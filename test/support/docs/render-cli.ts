import type { Argument, Command, Option } from 'commander';
import { ERROR_CODES } from '../../../orchestrator/common/errors/error-codes.ts';
import { TARGET_GROUP } from '../../../scripts/cli/commands/target-options.ts';
import { ENVIRONMENT, OTHERS } from './environment-variables.ts';
import { table } from './schema-table.ts';

/** `docs/reference/cli.md`: every command with its options. */
export function renderCli(program: Command): string {
  const leaves = leavesOf(program, []);
  const [first] = leaves.filter(({ command }) => targetOptions(command).length > 0);
  const exits = [...new Set(Object.values(ERROR_CODES).map(({ exit }) => exit))].sort();
  return `# Commands

Written from the program itself: \`npm run docs\` rewrites this page, and a test fails while it is stale. \`npx colorteller COMMAND --help\`
says the same. Every command has \`--help\`; with \`--json\` standard output has lines of JSON only ([their fields](json/README.md)).
Exit statuses are those of the [error codes](errors.md) (${exits.join(', ')}), 0 for done, and 130 for stopped by Ctrl-C.

${table(
  ['command', 'what it does'],
  leaves.map(({ words, command }) => [
    `[${words}](#${anchor(words)})`,
    command.summary() || command.description(),
  ]),
)}

## Whom a command talks to

Commands marked with ⇄ talk to an orchestrator: that of the workspace, unless one of these options names another.

${table(['option', 'meaning'], first === undefined ? [] : targetOptions(first.command).map(optionRow))}

## Environment variables

${table(
  ['variable', 'meaning'],
  Object.entries({ ...ENVIRONMENT, ...OTHERS }).map(([names, meaning]) => [
    names.replaceAll(/[^, ]+/g, '`$&`'),
    meaning,
  ]),
)}

${leaves.map(sectionOf).join('\n\n')}
`;
}

interface Leaf {
  /** `clock advance`. */
  words: string;
  command: Command;
}

/** The commands that do something, in the order of \`--help\`. */
function leavesOf(command: Command, words: readonly string[]): Leaf[] {
  if (command.commands.length === 0) return [{ words: words.join(' '), command }];
  return command.commands.flatMap((child) => leavesOf(child, [...words, child.name()]));
}

function sectionOf({ words, command }: Leaf): string {
  const options = command.options.filter((option) => !option.hidden && !isOfTarget(option));
  const parts = [
    `## ${words}`,
    `${command.description()}${targetOptions(command).length > 0 ? ' ⇄' : ''}`,
    `\`colorteller ${[words, ...command.registeredArguments.map(argumentText)].join(' ')}\``,
    table(
      ['argument', 'meaning'],
      command.registeredArguments
        .filter(({ description }) => description !== '')
        .map((one) => [`\`${one.name()}\``, one.description]),
    ),
    table(['option', 'meaning'], options.map(optionRow)),
    examplesOf(command)
      .map((example) => `- ${example}`)
      .join('\n'),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

function argumentText(argument: Argument): string {
  const name = `${argument.name()}${argument.variadic ? '...' : ''}`;
  return argument.required ? `<${name}>` : `[${name}]`;
}

function optionRow({
  flags,
  description,
  argChoices,
  defaultValue,
  defaultValueDescription,
  envVar,
}: Option): string[] {
  const fallback =
    defaultValueDescription ?? (defaultValue as string | number | boolean | undefined);
  const more = [
    argChoices === undefined ? '' : `One of ${argChoices.map((one) => `\`${one}\``).join(', ')}.`,
    fallback === undefined || fallback === false ? '' : `Default: \`${String(fallback)}\`.`,
    envVar === undefined ? '' : `Also \`${envVar}\`.`,
  ].filter((part) => part !== '');
  const text = more.length === 0 ? description : `${description}. ${more.join(' ')}`;
  return [`\`${flags}\``, text];
}

function isOfTarget({ helpGroupHeading }: Option): boolean {
  return helpGroupHeading === TARGET_GROUP;
}

function targetOptions(command: Command): Option[] {
  return command.options.filter(isOfTarget);
}

/** The lines after "Examples:" of its help, as code and what is said of them. */
function examplesOf(command: Command): string[] {
  let help = '';
  command.configureOutput({ writeOut: (text) => (help += text) });
  command.outputHelp();
  const [, examples = ''] = help.split('Examples:\n');
  return examples.split('\n').flatMap((line) => {
    const [, call, comment] = /^ {2}\$ (.+?)(?: {2,}(.+))?$/.exec(line) ?? [];
    if (call === undefined) return [];
    return [comment === undefined ? `\`${call}\`` : `\`${call}\` ${comment}`];
  });
}

function anchor(words: string): string {
  return words.replaceAll(' ', '-');
}

import type { Command } from 'commander';

/** A command as completion knows it. */
export interface Node {
  /** Its words after the name of the program, such as `config set`; empty for the program. */
  path: string;
  commands: { name: string; summary: string }[];
  options: Flag[];
}

export interface Flag {
  /** `--watch`; with a short form `-w` too. */
  names: string[];
  description: string;
  takesValue: boolean;
  /** The values there are; empty where any goes. */
  choices: readonly string[];
}

/** Every command of a program, as commander has them. */
export function commandTree(command: Command, path = ''): Node[] {
  const help = command.createHelp();
  const commands = help.visibleCommands(command).map((one) => ({
    name: one.name(),
    summary: one.summary() || one.description(),
  }));
  const options = help.visibleOptions(command).map((one) => ({
    names: [one.short, one.long].filter((name) => name !== undefined),
    description: one.description,
    takesValue: one.required || one.optional,
    choices: one.argChoices ?? [],
  }));
  return [
    { path, commands, options },
    ...command.commands.flatMap((child) =>
      commandTree(child, path === '' ? child.name() : `${path} ${child.name()}`),
    ),
  ];
}

/** A text as one word of any of the shells. */
export function quote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

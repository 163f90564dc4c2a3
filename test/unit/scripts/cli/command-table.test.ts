import { readdir } from 'node:fs/promises';
import { Help, type Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { COMMANDS, nameOf } from '../../../../scripts/cli/command-table.ts';
import { createProgram } from '../../../../scripts/cli/program.ts';
import { capturedContext } from '../../../support/captured-context.ts';

const { context } = capturedContext({});
const ENTRIES = COMMANDS.map((entry) => [entry.term, entry] as const);

describe('the table of commands', () => {
  it.each(ENTRIES)('lists "%s" as the loaded command has it', async (term, entry) => {
    const command = await entry.load(context, entry.summary);
    expect(new Help().subcommandTerm(command)).toBe(term);
  });

  it('describes every command by a sentence that begins with a capital and a verb', async () => {
    const program = await createProgram(context);
    const descend = (command: Command): Command[] => [
      command,
      ...command.commands.flatMap(descend),
    ];
    const texts = program.commands
      .flatMap(descend)
      .flatMap((command) => [command.summary(), command.description()])
      .filter((text) => text !== '');
    expect(texts.length).toBeGreaterThan(150);
    // A verb in the imperative: neither an article nor a plural noun.
    expect(texts.filter((text) => !/^(?!(?:The|A|An|One|Its)\b)[A-Z][a-z]+\b/.test(text))).toEqual(
      [],
    );
  });

  it('names each command once', () => {
    const names = COMMANDS.map(nameOf);
    expect(new Set(names).size).toBe(names.length);
  });

  it('lists the same commands, loaded or not', async () => {
    const all = await createProgram(context);
    const none = await createProgram(context, false, ['--help']);
    expect(none.helpInformation()).toBe(all.helpInformation());
    expect(none.commands.flatMap(({ options }) => options)).toEqual([]);
  });

  it('loads only the commands that the command line names', async () => {
    const program = await createProgram(context, false, ['help', 'status']);
    const loaded = program.commands.filter(({ options }) => options.length > 0);
    expect(loaded.map((command) => command.name())).toEqual(['status']);
  });

  it('loads a command for every module that makes one', async () => {
    const modules = await readdir(new URL('../../../../scripts/cli/commands', import.meta.url));
    const text = COMMANDS.map(({ load }) => load.toString()).join('\n');
    const makers = modules.filter((file) => !/(option|options)\.ts$/.test(file));
    expect(makers.filter((file) => !text.includes(`commands/${file}`))).toEqual([]);
  });
});

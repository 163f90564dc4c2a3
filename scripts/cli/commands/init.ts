import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { Argument, Command, Option } from 'commander';
import { AppError } from '../../../orchestrator/common/errors/app-error.ts';
import { FORMATS, type Format } from '../../../orchestrator/core/definition/starter.ts';
import { WORKSPACE_FILES } from '../../../orchestrator/core/definition/walkthrough.ts';
import { writeStarter } from '../../../orchestrator/runtime/workspace/write-starter.ts';
import type { CommandContext } from '../command-context.ts';
import type { Initialized } from '../outputs/init.ts';
import { paintFor } from '../render/paint.ts';
import { DEFAULT_WORKSPACE, shellWord, workspaceFlag } from './workspace-option.ts';
import { makeWorkspaceFolder } from '../../../orchestrator/runtime/workspace/make-workspace-folder.ts';

interface InitOptions {
  format: Format;
  json?: true;
}

/** `init [FOLDER] [--format yaml|json|ts]`: a workspace file with comments, to edit before the first start. */
export function initCommand(context: CommandContext): Command {
  const usual = context.env['COLORTELLER_WORKSPACE'] || DEFAULT_WORKSPACE;
  return new Command('init')
    .description(
      'Write a workspace file with two regions and a pipeline of two phases, to edit before the first colorteller up. It overwrites nothing.',
    )
    .addArgument(
      new Argument('[folder]', 'the new workspace').default(
        usual,
        `COLORTELLER_WORKSPACE, or ${DEFAULT_WORKSPACE}`,
      ),
    )
    .addOption(
      new Option('--format <language>', 'the language of the file')
        .choices(Object.keys(FORMATS))
        .default('yaml'),
    )
    .option('--json', 'print what was written as one line of JSON')
    .addHelpText(
      'after',
      `
All three say the same; TypeScript has loops, and a compiler that checks names.

Examples:
  $ colorteller init
  $ colorteller init fleet --format ts`,
    )
    .action(async (where: string, { format, json }: InitOptions) => {
      const folder = path.resolve(where);
      await makeWorkspaceFolder(folder);
      await refuseOverwrite(folder);
      const file = await writeStarter(folder, { ports: 'usual', format });
      const next = nextCommands(folder, format);
      if (json === true) {
        context.stdout.write(`${JSON.stringify({ file, format, next } satisfies Initialized)}\n`);
        return;
      }
      const paint = paintFor(context.stdout);
      const lines = [
        `${paint('green', '✔')} ${path.relative('.', file)} is written: two regions, two phases. Edit it, then:`,
        ...next.map((command) => `  $ ${paint('cyan', command)}`),
      ];
      context.stdout.write(`${lines.join('\n')}\n`);
    });
}

async function refuseOverwrite(folder: string): Promise<void> {
  const present = (await readdir(folder)).find((name) =>
    (WORKSPACE_FILES as readonly string[]).includes(name),
  );
  if (present === undefined) return;
  throw new AppError('BAD_INPUT', `${path.join(folder, present)} is there already`, {
    action: 'Edit it, or name another folder.',
  });
}

function nextCommands(folder: string, format: Format): string[] {
  const isUsual = workspaceFlag(folder) === '';
  const where = isUsual ? '' : ` --workspace ${shellWord(path.relative('.', folder) || '.')}`;
  return [
    // With it, an editor completes and checks the file.
    ...(format === 'ts' ? ['npm install --save-dev colorteller'] : []),
    `npx colorteller lint${where}`,
    `npx colorteller up${where}`,
  ];
}

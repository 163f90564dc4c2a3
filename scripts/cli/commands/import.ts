import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { Command } from 'commander';
import { AppError } from '../../../orchestrator/common/errors/app-error.ts';
import {
  checkExport,
  importWorkspace,
} from '../../../orchestrator/runtime/store/import-workspace.ts';
import type { CommandContext } from '../command-context.ts';
import { paintFor } from '../render/paint.ts';
import { workspaceOption } from './workspace-option.ts';
import type { Imported } from '../outputs/log.ts';

interface ImportOptions {
  workspace: string;
  json?: true;
}

/** `import FILE`: creates a workspace from an export, after every line is checked and replayed. */
export function importCommand(context: CommandContext): Command {
  return new Command('import')
    .description(
      'Create a workspace from the output of colorteller export. Every line is checked and replayed before anything is written. A workspace that already has a log is refused.',
    )
    .argument('<file>', 'the export; - for standard input')
    .addOption(workspaceOption())
    .option('--json', 'print what was imported as one line of JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  $ colorteller import rollout.jsonl --workspace rollout\n  $ colorteller import - --workspace rollout < rollout.jsonl\n  $ colorteller up --workspace rollout                    continue from there',
    )
    .action(async (file: string, { workspace, json }: ImportOptions) => {
      const source = file === '-' ? 'standard input' : file;
      const content = checkExport(await readSource(context, file), source);
      await importWorkspace(workspace, content);
      const events = content.stored.length;
      context.stdout.write(
        json === true
          ? `${JSON.stringify({ workspace, events, exportedAt: content.header.exportedAt } satisfies Imported)}\n`
          : `${paintFor(context.stdout)('green', '✔')} ${events} events imported into ${workspace}\n`,
      );
    });
}

async function readSource(context: CommandContext, file: string): Promise<string> {
  if (file === '-') return text(context.stdin);
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new AppError('BAD_INPUT', `the export ${file} cannot be read: ${String(cause)}`, {
      action: 'Name a file that colorteller export wrote, or - for standard input.',
      cause,
    });
  }
}

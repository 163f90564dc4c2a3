import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Command } from 'commander';
import { AppError } from '../../../orchestrator/common/errors/app-error.ts';
import { encodeExport } from '../../../orchestrator/runtime/store/export-format.ts';
import { logPath } from '../../../orchestrator/runtime/store/log-path.ts';
import { readWholeLog } from '../../../orchestrator/runtime/store/read-history.ts';
import type { CommandContext } from '../command-context.ts';
import { readWorkspaceFile } from '../read-workspace-file.ts';
import { paintFor } from '../render/paint.ts';
import { workspaceOption } from './workspace-option.ts';
import type { Exported } from '../outputs/log.ts';
import { realClock } from '../../../orchestrator/common/real-clock.ts';

interface ExportOptions {
  workspace: string;
  out: string;
  json?: true;
}

/** `export [--out FILE|-]`: the workspace file and the whole log as one portable file of JSON lines. */
export function exportCommand(context: CommandContext): Command {
  return new Command('export')
    .description(
      'Write the workspace file and the whole event log as JSON lines, for colorteller import or your own program. Safe while an orchestrator is running. Contains no secrets.',
    )
    .addOption(workspaceOption())
    .option('--out <file>', 'a new file; - for standard output', '-')
    .option('--json', 'with --out FILE: print what was written as one line of JSON')
    .addHelpText(
      'after',
      `
The first line is a header with the workspace file; each following line is {"seq", "event"}.

Examples:
  $ colorteller export --out rollout.jsonl
  $ colorteller export | jq -c 'select(.seq) | .event.type'
  $ colorteller export | ssh other-machine colorteller import -`,
    )
    .action(async (options: ExportOptions) => {
      const { text, events } = await exportOf(options.workspace);
      if (options.out === '-') {
        context.stdout.write(text);
        return;
      }
      await writeNew(options.out, text);
      context.stdout.write(
        options.json === true
          ? `${JSON.stringify({ file: path.resolve(options.out), events } satisfies Exported)}\n`
          : `${paintFor(context.stdout)('green', '✔')} ${events} events written to ${options.out}\n`,
      );
    });
}

async function exportOf(workspace: string): Promise<{ text: string; events: number }> {
  // Parsed first: a workspace file that cannot be imported is not exported.
  // Never code: an import evaluates nothing.
  const { text } = await readWorkspaceFile(workspace);
  const stored = (await readWholeLog(logPath(workspace))) ?? [];
  const facts = {
    exportedAt: new Date(realClock.nowMs()).toISOString(),
    workspace: path.basename(workspace),
    definition: text,
  };
  return { text: encodeExport(facts, stored), events: stored.length };
}

/** Never overwrites a file: a mistyped name must not destroy a log. */
async function writeNew(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text, { flag: 'wx', mode: 0o600, flush: true });
  } catch (cause) {
    throw new AppError('BAD_INPUT', `the export cannot be written to ${file}: ${String(cause)}`, {
      action: 'Name a new file in a folder that you can write to.',
      cause,
    });
  }
}

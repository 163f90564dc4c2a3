import { Command } from 'commander';
import { recover } from '../../../orchestrator/runtime/interpreter/interpreter.ts';
import { AppError } from '../../../orchestrator/common/errors/app-error.ts';
import { compactLog, type Compaction } from '../../../orchestrator/runtime/store/compact-log.ts';
import { logPath } from '../../../orchestrator/runtime/store/log-path.ts';
import { readLogHistory } from '../../../orchestrator/runtime/store/read-history.ts';
import { openFileEventStore } from '../../../orchestrator/runtime/store/file-event-store.ts';
import { lockWorkspace } from '../../../orchestrator/runtime/store/workspace-lock.ts';
import type { CommandContext } from '../command-context.ts';
import { readWorkspaceFile } from '../read-workspace-file.ts';
import { paintFor, type Paint } from '../render/paint.ts';
import { workspaceOption } from './workspace-option.ts';

interface CompactOptions {
  workspace: string;
  json?: true;
}

/** `compact`: seals the log so far into a compressed segment; nothing of the history is lost. */
export function compactCommand(context: CommandContext): Command {
  return new Command('compact')
    .description(
      'Seal the current records of the event log into a compressed segment beside it. No history is lost: events, replay and export read it as before. Refused while an orchestrator is running.',
    )
    .addOption(workspaceOption())
    .option('--json', 'print what was done as one line of JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  $ colorteller compact\n  $ colorteller replay --at 12                     show any earlier state\n  $ zcat .colorteller/events-*.log.gz | less',
    )
    .action(async ({ workspace, json }: CompactOptions) => {
      const compaction = await compact(workspace);
      context.stdout.write(
        json === true
          ? `${JSON.stringify(compaction)}\n`
          : `${render(paintFor(context.stdout), compaction)}\n`,
      );
    });
}

/** @throws AppError WORKSPACE_LOCKED while an orchestrator writes the log, NOT_FOUND where there is none. */
async function compact(workspace: string): Promise<Compaction> {
  const file = logPath(workspace);
  if ((await readLogHistory(file)) === undefined) throw noLog(workspace);
  const lock = await lockWorkspace(workspace);
  try {
    const compaction = await compactLog(file);
    if (compaction === undefined) throw noLog(workspace);
    await keepSnapshot(workspace, file);
    return compaction;
  } finally {
    await lock.release();
  }
}

/** A cache, so that the next start need not unpack the segments; without a valid workspace file there is none. */
async function keepSnapshot(workspace: string, file: string): Promise<void> {
  const workspaceFile = await readWorkspaceFile(workspace).catch(() => undefined);
  if (workspaceFile === undefined) return;
  const { definition } = workspaceFile;
  const store = await openFileEventStore({ file, onTornTail: () => undefined });
  try {
    const context = recover({ definition, store, onRefusedAtReplay: () => undefined });
    await store.saveSnapshot(store.lastSeq(), context);
  } finally {
    await store.close();
  }
}

function noLog(workspace: string): AppError {
  return new AppError('NOT_FOUND', `there is no event log in ${workspace}`, {
    action: 'Start one with npx colorteller up, or name another --workspace.',
  });
}

function render(paint: Paint, done: Compaction): string {
  const { segment, records, bytesBefore, bytesAfter, segmentBytes } = done;
  if (segment === null) {
    return `All ${done.sealedRecords} records of the log are already sealed: nothing to do.`;
  }
  const size = `${bytesBefore} bytes became ${bytesAfter + segmentBytes}`;
  return `${paint('green', '✔')} ${records} records sealed into ${segment}; ${size}. The history is complete.`;
}

import { access } from 'node:fs/promises';
import { Command } from 'commander';
import { AppError } from '../../../orchestrator/common/errors/app-error.ts';
import { logPath } from '../../../orchestrator/runtime/store/log-path.ts';
import {
  cutLog,
  diagnoseLog,
  type LogDiagnosis,
} from '../../../orchestrator/runtime/store/repair-log.ts';
import { lockWorkspace } from '../../../orchestrator/runtime/store/workspace-lock.ts';
import type { CommandContext } from '../command-context.ts';
import { paintFor } from '../render/paint.ts';
import { renderRepair, type Repair } from '../render/render-repair.ts';
import type { DamagedFile } from '../../../orchestrator/composition/repair-files.ts';
import { workspaceOption } from './workspace-option.ts';
import { realClock } from '../../../orchestrator/common/real-clock.ts';

interface RepairOptions {
  workspace: string;
  yes?: true;
  json?: true;
}

/** `repair [--yes]`: diagnoses a log and the files beside it; with --yes cuts the log, and moves the files away. */
export function repairCommand(context: CommandContext): Command {
  return new Command('repair')
    .description(
      'Diagnose the event log and the other state files of a workspace. With --yes, copy the log and cut it before the first unreadable record, and move damaged state files away. No data is deleted.',
    )
    .addOption(workspaceOption())
    .option('--yes', 'copy the log, then cut it; move damaged state files away')
    .option('--json', 'print the diagnosis as one line of JSON')
    .addHelpText('after', '\nExamples:\n  $ colorteller repair\n  $ colorteller repair --yes')
    .action(async ({ workspace, yes, json }: RepairOptions) => {
      const repair = await repairWorkspace(workspace, yes === true);
      context.stdout.write(
        json === true
          ? `${JSON.stringify(repair)}\n`
          : renderRepair(paintFor(context.stdout), repair),
      );
    });
}

/** @throws AppError WORKSPACE_LOCKED while an orchestrator writes the log. */
async function repairWorkspace(workspace: string, mayCut: boolean): Promise<Repair> {
  await access(workspace).catch((cause: unknown) => {
    const action = 'Name the folder of a workspace with --workspace.';
    throw new AppError('BAD_INPUT', `there is no folder ${workspace}`, { action, cause });
  });
  const file = logPath(workspace);
  const before = await diagnoseLog(file);
  const nowMs = realClock.nowMs();
  // Loaded on demand: it knows the formats of both engines.
  const { repairFiles } = await import('../../../orchestrator/composition/repair-files.ts');
  const seen = await repairFiles(workspace, { mayMove: false, nowMs });
  if (before.condition === 'absent' && seen.length === 0) return repairOf(file, before, null, seen);
  const lock = await lockWorkspace(workspace);
  try {
    const diagnosis = await diagnoseLog(file);
    const { condition, content } = diagnosis;
    const isCut = mayCut && (condition === 'torn' || condition === 'damaged');
    const copy = isCut ? await cutLog(file, content?.goodBytes ?? 0, nowMs) : null;
    const files = await repairFiles(workspace, { mayMove: mayCut, nowMs });
    return repairOf(file, diagnosis, copy, files);
  } finally {
    await lock.release();
  }
}

function repairOf(
  file: string,
  { condition, content, segmentProblem }: LogDiagnosis,
  copy: string | null,
  damagedFiles: readonly DamagedFile[],
): Repair {
  return {
    file,
    condition,
    records: (content?.segments.at(-1)?.last ?? 0) + (content?.stored.length ?? 0),
    restBytes: content?.restBytes ?? 0,
    damage: content?.damage ?? null,
    segmentProblem,
    copy,
    damagedFiles,
  };
}

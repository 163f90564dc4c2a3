import { Command } from 'commander';
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
import { workspaceOption } from './workspace-option.ts';
import { realClock } from '../../../orchestrator/common/real-clock.ts';

interface RepairOptions {
  workspace: string;
  yes?: true;
  json?: true;
}

/** `repair [--yes]`: diagnoses a log; with --yes copies it and cuts it before the first unreadable record. */
export function repairCommand(context: CommandContext): Command {
  return new Command('repair')
    .description(
      'Diagnose the event log of a workspace. With --yes, copy it, then cut it before the first unreadable record. No data is deleted.',
    )
    .addOption(workspaceOption())
    .option('--yes', 'copy the log, then cut it')
    .option('--json', 'print the diagnosis as one line of JSON')
    .addHelpText('after', '\nExamples:\n  $ colorteller repair\n  $ colorteller repair --yes')
    .action(async ({ workspace, yes, json }: RepairOptions) => {
      const repair = await repairLog(workspace, yes === true);
      context.stdout.write(
        json === true
          ? `${JSON.stringify(repair)}\n`
          : renderRepair(paintFor(context.stdout), repair),
      );
    });
}

/** @throws AppError WORKSPACE_LOCKED while an orchestrator writes the log. */
async function repairLog(workspace: string, mayCut: boolean): Promise<Repair> {
  const file = logPath(workspace);
  const before = await diagnoseLog(file);
  if (before.condition === 'absent') return repairOf(file, before, null);
  const lock = await lockWorkspace(workspace);
  try {
    const diagnosis = await diagnoseLog(file);
    const { condition, content } = diagnosis;
    const isCut = mayCut && (condition === 'torn' || condition === 'damaged');
    const copy = isCut ? await cutLog(file, content?.goodBytes ?? 0, realClock.nowMs()) : null;
    return repairOf(file, diagnosis, copy);
  } finally {
    await lock.release();
  }
}

function repairOf(
  file: string,
  { condition, content, segmentProblem }: LogDiagnosis,
  copy: string | null,
): Repair {
  return {
    file,
    condition,
    records: (content?.segments.at(-1)?.last ?? 0) + (content?.stored.length ?? 0),
    restBytes: content?.restBytes ?? 0,
    damage: content?.damage ?? null,
    segmentProblem,
    copy,
  };
}

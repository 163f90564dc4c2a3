import { Command, Option } from 'commander';
import { type StateView } from '../../../orchestrator/control-plane/view/state-view.ts';
import { buildStateView } from '../../../orchestrator/control-plane/view/build-state-view.ts';
import { stateAt, parseMoment } from '../../../orchestrator/core/rehearsal/state-at.ts';
import { logPath } from '../../../orchestrator/runtime/store/log-path.ts';
import { readWholeLog } from '../../../orchestrator/runtime/store/read-history.ts';
import type { CommandContext } from '../command-context.ts';
import { readWorkspaceFile } from '../read-workspace-file.ts';
import { paintFor } from '../render/paint.ts';
import { renderStatus } from '../render/render-status.ts';
import { workspaceOption } from './workspace-option.ts';
import type { StoredEvent } from '../../../orchestrator/core/pipeline/event.ts';
import { currentTimeAndTooling } from '../read-current-state.ts';
import { createEvaluatorCache } from '../../../orchestrator/core/evaluation/evaluator.ts';

interface ReplayOptions {
  workspace: string;
  at: string;
  json?: true;
}

/** `replay --at TIME|SEQ`: an earlier state, from the log alone. */
export function replayCommand(context: CommandContext): Command {
  return new Command('replay')
    .description(
      'Show the state at an earlier time, from the log alone. Read-only; works with or without a running orchestrator.',
    )
    .addOption(workspaceOption())
    .addOption(
      new Option(
        '--at <moment>',
        'a record number (12), a time (2026-11-21T08:30:00Z), or an age (10m)',
      ).makeOptionMandatory(),
    )
    .option('--json', 'print the state as one line of JSON, as status does')
    .addHelpText(
      'after',
      '\nExamples:\n  $ colorteller replay --at 12\n  $ colorteller replay --at 10m\n  $ colorteller replay --at 2026-11-21T08:30:00Z --json',
    )
    .action(async (options: ReplayOptions) => {
      const { log, view } = await replay(options);
      if (options.json === true) {
        context.stdout.write(`${JSON.stringify(view)}\n`);
        return;
      }
      const paint = paintFor(context.stdout);
      const time = view.seq === 0 && view.nowMs === 0 ? 'the beginning' : isoTime(view.nowMs);
      const heading = `As of ${time}, after record ${view.seq} of ${log.length}`;
      context.stdout.write(`${paint('bold', heading)}\n${renderStatus(paint, view)}`);
    });
}

async function replay(options: ReplayOptions): Promise<{ log: StoredEvent[]; view: StateView }> {
  const { workspace } = options;
  const { definition: fallback } = await readWorkspaceFile(workspace);
  const log = (await readWholeLog(logPath(workspace))) ?? [];
  const { nowMs, tooling } = await currentTimeAndTooling(workspace, log);
  const moment = parseMoment(options.at, { nowMs, lastSeq: log.at(-1)?.seq ?? 0 });
  const { definition, state, seq, atMs } = stateAt(fallback, log, moment);
  const view = buildStateView({
    nowMs: atMs,
    clock: { kind: 'simulated', speed: 0, isPaused: true },
    seq,
    workspace,
    tooling,
    definition,
    evaluator: createEvaluatorCache()(definition),
    source: null,
    definitionProblem: null,
    state,
    loop: {},
    heartbeat: null,
  });
  return { log, view };
}

function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}

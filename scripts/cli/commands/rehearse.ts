import { Command, Option } from 'commander';
import type { ConfigValue, Definition } from '../../../orchestrator/core/definition/definition.ts';
import { choosePath } from '../../../orchestrator/core/rehearsal/choose-path.ts';
import { FAULT_FORMS, parseFault, type Fault } from '../../../orchestrator/core/rehearsal/fault.ts';
import { AppError } from '../../../orchestrator/common/errors/app-error.ts';
import { rehearseRamp } from '../../../orchestrator/core/rehearsal/rehearse-ramp.ts';
import { rehearse } from '../../../orchestrator/core/rehearsal/rehearse.ts';
import { logPath } from '../../../orchestrator/runtime/store/log-path.ts';
import { readWholeLog } from '../../../orchestrator/runtime/store/read-history.ts';
import type { CommandContext } from '../command-context.ts';
import { readWorkspaceFile } from '../read-workspace-file.ts';
import { addChange, CHANGE_HELP } from '../parse-change.ts';
import { paintFor } from '../render/paint.ts';
import {
  mermaidRehearsal,
  renderRampRehearsal,
  renderRehearsal,
} from '../render/render-rehearsal.ts';
import { parseDuration } from './run-options.ts';
import { workspaceOption } from './workspace-option.ts';
import { currentTimeAndTooling } from '../read-current-state.ts';
import { createEvaluatorCache } from '../../../orchestrator/core/evaluation/evaluator.ts';

interface RehearseOptions {
  workspace: string;
  pipeline?: string;
  config?: string;
  change?: ConfigValue;
  ramp?: string;
  approveAfter?: number;
  fault: Fault[];
  json?: true;
  mermaid?: true;
}

/** `rehearse --change JSON`: simulates a whole release in memory and prints its timeline. */
export function rehearseCommand(context: CommandContext): Command {
  return new Command('rehearse')
    .description(
      'Simulate a whole release with the definition of the workspace, in memory, and print its timeline: when each phase starts, what it waits for, which regions change; or the ramp of a gate. Nothing is changed.',
    )
    .addOption(workspaceOption())
    .option('--pipeline <name>', 'the pipeline; default: that of the config')
    .option('--config <name>', 'the dynamic config to change; default: that of the pipeline')
    .option('--change <change>', CHANGE_HELP, addChange)
    .addOption(
      new Option(
        '--ramp <name>',
        'simulate the ramps of this gate or dynamic config, in place of a release',
      ).conflicts(['change', 'pipeline', 'config', 'approveAfter', 'mermaid']),
    )
    .option(
      '--approve-after <duration>',
      'approve each review after this time; default: never',
      parseDuration,
    )
    .option(
      '--fault <fault>',
      `a fault to simulate, repeatable: ${FAULT_FORMS.join(', ')}`,
      (text: string, before: Fault[]) => [...before, parseFault(text)],
      [],
    )
    .option('--json', 'print the timeline as one line of JSON')
    .addOption(
      new Option('--mermaid', 'print the timeline as a Mermaid gantt chart').conflicts('json'),
    )
    .addHelpText(
      'after',
      `
Examples:
  $ colorteller rehearse --change '{"color":"purple"}'
  $ colorteller rehearse --change color=purple --approve-after 10m --mermaid
  $ colorteller rehearse --change '{"color":"purple"}' --approve-after 10m --fault away@5m+2h --fault hold@3h+1h
  $ colorteller rehearse --ramp sparkle --fault hold@20h+6h`,
    )
    .action(async (options: RehearseOptions) => {
      const { workspace } = options;
      const { definition } = await readWorkspaceFile(workspace);
      const log = (await readWholeLog(logPath(workspace))) ?? [];
      const { nowMs } = await currentTimeAndTooling(workspace, log);
      const { change, ramp: name, fault: faults } = options;
      if (name !== undefined) {
        const ramp = rehearseRamp({ definition, name, startMs: nowMs, faults });
        context.stdout.write(
          options.json === true
            ? `${JSON.stringify(ramp)}\n`
            : renderRampRehearsal(paintFor(context.stdout), ramp),
        );
        return;
      }
      if (change === undefined) {
        throw new AppError('BAD_INPUT', 'rehearse needs a change, or a ramp', {
          action: `Write for example: --change '{"color":"purple"}', or --ramp NAME.`,
        });
      }
      const story = play(definition, { ...options, change }, nowMs);
      if (options.json === true) context.stdout.write(`${JSON.stringify(story)}\n`);
      else if (options.mermaid === true) context.stdout.write(mermaidRehearsal(story));
      else context.stdout.write(renderRehearsal(paintFor(context.stdout), story));
    });
}

function play(
  definition: Definition,
  options: RehearseOptions & { change: ConfigValue },
  startMs: number,
) {
  const path = choosePath(definition, options);
  return rehearse({
    ...path,
    evaluator: createEvaluatorCache()(path.definition),
    change: options.change,
    startMs,
    approveAfterMs: options.approveAfter ?? null,
    faults: options.fault,
  });
}

import { Command } from 'commander';
import type { StackLog } from '../../../orchestrator/runtime/loop/loop-view.ts';
import { connect } from '../client/control-client.ts';
import type { Target } from '../client/target.ts';
import type { CommandContext } from '../command-context.ts';
import { workspaceOption } from './workspace-option.ts';

interface LogsOptions {
  target: Target;
  follow?: true;
  json?: true;
}

/** `logs STACK [--follow]`: what the last update of a stack said. */
export function logsCommand(context: CommandContext): Command {
  return new Command('logs')
    .description(
      'Show the last 500 lines of output of the running or the last update of a stack, since the orchestrator started.',
    )
    .argument('<stack>', 'name of the stack')
    .addOption(workspaceOption())
    .option('--follow', 'keep printing new lines, until Ctrl-C')
    .option('--json', 'print one line of JSON per line')
    .addHelpText(
      'after',
      '\nExamples:\n  $ colorteller logs production\n  $ colorteller logs production --follow',
    )
    .action(async (stack: string, { target, follow, json }: LogsOptions) => {
      const client = await connect(target);
      const isJson = json === true;
      const log = await client.stackLog(stack);
      if (follow !== true) {
        context.stdout.write(textOf(log, isJson));
        return;
      }
      for await (const update of client.followLog(stack, context.signal)) {
        context.stdout.write(textOf(update, isJson));
      }
    });
}

function textOf({ lines }: StackLog, isJson: boolean): string {
  return lines
    .map((line) =>
      isJson
        ? `${JSON.stringify(line)}\n`
        : `${new Date(line.atMs).toISOString().slice(11, 23)}  ${line.text}\n`,
    )
    .join('');
}

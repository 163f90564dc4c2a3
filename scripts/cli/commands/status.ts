import { Command, InvalidArgumentError, Option } from 'commander';
import { parseDurationMs } from '../../../orchestrator/core/definition/duration.ts';
import { AppError } from '../../../orchestrator/common/errors/app-error.ts';
import type { CommandContext } from '../command-context.ts';
import { connect } from '../client/control-client.ts';
import { paintFor } from '../render/paint.ts';
import { renderStatus } from '../render/render-status.ts';
import type { Target } from '../client/target.ts';
import { WAIT_STATES, type WaitState } from '../status/wait-state.ts';
import { waitForState } from '../status/wait-for-state.ts';
import { workspaceOption } from './workspace-option.ts';

interface StatusOptions {
  target: Target;
  watch?: true;
  wait?: WaitState;
  timeout: number;
  release?: string;
  config?: string;
  json?: true;
}

const HELP = `
What --wait waits for:
  completed, aborted   the release has ended so
  waiting              it waits for an approval
  baking               a phase is live and its bake timer runs
  paused               it is paused
  settled              every region answers what is decided for it, and no update is on its way
Of the release named with --release, else of the latest active one (of --config), else of the latest.

Exit status of --wait: 0 it has come, 5 it can no longer come (the release was aborted, say),
6 it did not come within --timeout; others as always.

Examples:
  $ colorteller status --watch
  $ colorteller status --json
  $ colorteller status --wait settled --timeout 2m
  $ colorteller status --wait completed --config colorteller`;

/** `status [--watch | --wait STATE] [--json]`: releases with phases, waits and regions; stacks. */
export function statusCommand(context: CommandContext): Command {
  return new Command('status')
    .description(
      'Show releases with their phases and waits, regions with their colours, and stacks.',
    )
    .addOption(workspaceOption())
    .option('--watch', 'keep showing it until Ctrl-C')
    .addOption(
      new Option('--wait <state>', 'end as soon as it is reached')
        .choices(WAIT_STATES)
        .conflicts('watch'),
    )
    .addOption(
      new Option('--timeout <duration>', 'how long --wait waits, in real time')
        .argParser(parseTimeout)
        .default(60_000, '60s'),
    )
    .option('--release <id>', 'with --wait: of this release')
    .addOption(
      new Option('--config <name>', 'with --wait: of the release of this config').conflicts(
        'release',
      ),
    )
    .option('--json', 'print the state as one line of JSON (with --watch: a line per change)')
    .addHelpText('after', HELP)
    .action(async (options: StatusOptions) => {
      refuseIdle(options);
      const client = await connect(options.target);
      const { wait: wanted, timeout: timeoutMs, release, config } = options;
      const isJson = options.json === true;
      const paint = paintFor(context.stdout);
      if (options.watch === true) {
        const { watchStatus } = await import('../status/watch-status.ts');
        await watchStatus(context, client, isJson);
        return;
      }
      if (wanted === undefined) {
        const state = await client.state();
        context.stdout.write(isJson ? `${JSON.stringify(state)}\n` : renderStatus(paint, state));
        return;
      }
      const target = release === undefined ? (config === undefined ? {} : { config }) : { release };
      const reached = await waitForState(context, client, { wanted, target, timeoutMs });
      if (reached === undefined) return;
      context.stdout.write(
        isJson
          ? `${JSON.stringify(reached.state)}\n`
          : `${paint('green', '✔')} ${wanted}: ${reached.progress}\n`,
      );
    });
}

/** @throws AppError BAD_INPUT where a release is named that nothing asks for. */
function refuseIdle({ wait, release, config }: StatusOptions): void {
  if ((release === undefined && config === undefined) || (wait !== undefined && wait !== 'settled'))
    return;
  throw new AppError('BAD_INPUT', '--release and --config say whose state --wait waits for', {
    action: 'For example: npx colorteller status --wait completed --config colorteller',
  });
}

function parseTimeout(text: string): number {
  const ms = parseDurationMs(text);
  if (ms !== undefined) return ms;
  throw new InvalidArgumentError('a duration is written as 60s, 5m or 1h30m');
}

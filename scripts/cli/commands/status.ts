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
  completed, aborted   the release is completed, or aborted
  waiting              the release is waiting for an approval
  baking               a phase is live and its bake timer is running
  paused               the release is paused
  settled              every region answers the decided value, and no update is running
It watches the release of --release, else the latest active one (of --config), else the latest.

Exit status of --wait: 0 reached, 5 can no longer be reached (for example, the release was aborted),
6 timed out; other codes as usual.

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
      new Option('--wait <state>', 'wait until this state is reached')
        .choices(WAIT_STATES)
        .conflicts('watch'),
    )
    .addOption(
      new Option('--timeout <duration>', 'timeout of --wait, in real time')
        .argParser(parseTimeout)
        .default(60_000, '60s'),
    )
    .option('--release <id>', 'with --wait: watch this release')
    .addOption(
      new Option('--config <name>', 'with --wait: watch the release of this config').conflicts(
        'release',
      ),
    )
    .option('--json', 'print the state as one line of JSON (with --watch: a line per change)')
    .addHelpText('after', HELP)
    .action(async (options: StatusOptions) => {
      refuseIdle(options);
      const client = await connect(options.target);
      const { wait: awaited, timeout: timeoutMs, release, config } = options;
      const isJson = options.json === true;
      const paint = paintFor(context.stdout);
      if (options.watch === true) {
        const { watchStatus } = await import('../status/watch-status.ts');
        await watchStatus(context, client, isJson);
        return;
      }
      if (awaited === undefined) {
        const state = await client.state();
        context.stdout.write(isJson ? `${JSON.stringify(state)}\n` : renderStatus(paint, state));
        return;
      }
      const target = release === undefined ? (config === undefined ? {} : { config }) : { release };
      const reached = await waitForState(context, client, { awaited, target, timeoutMs });
      if (reached === undefined) return;
      context.stdout.write(
        isJson
          ? `${JSON.stringify(reached.state)}\n`
          : `${paint('green', '✔')} ${awaited}: ${reached.progress}\n`,
      );
    });
}

/** @throws AppError BAD_INPUT for --release or --config without --wait. */
function refuseIdle({ wait, release, config }: StatusOptions): void {
  if ((release === undefined && config === undefined) || (wait !== undefined && wait !== 'settled'))
    return;
  throw new AppError('BAD_INPUT', '--release and --config need --wait', {
    action: 'For example: npx colorteller status --wait completed --config colorteller',
  });
}

function parseTimeout(text: string): number {
  const ms = parseDurationMs(text);
  if (ms !== undefined) return ms;
  throw new InvalidArgumentError('must be a duration such as 60s, 5m or 1h30m');
}

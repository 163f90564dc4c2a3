import { WriteStream } from 'node:tty';
import { Command, Option } from 'commander';
import { createLogUpdate } from 'log-update';
import type { TrafficView } from '../../../orchestrator/runtime/traffic/measure/traffic-view.ts';
import { connect } from '../client/control-client.ts';
import type { Target } from '../client/target.ts';
import type { CommandContext } from '../command-context.ts';
import { paintFor } from '../render/paint.ts';
import { renderTraffic } from '../render/render-traffic.ts';
import { actorOption } from './actor-option.ts';
import { parseCount } from './run-options.ts';
import { workspaceOption } from './workspace-option.ts';
import { realClock } from '../../../orchestrator/common/real-clock.ts';

interface TrafficOptions {
  target: Target;
  json?: true;
}

/** Pause between two looks of `--watch`. */
const POLL_MS = 1_000;

/** `traffic start|stop|status`: requests of our own to the regions, so that answers are measured. */
export function trafficCommand(context: CommandContext): Command {
  return new Command('traffic')
    .description(
      'Send requests to the regions of this machine, in turn, so that colours, latency and errors are measured. Off until it is started, or the workspace file has the section traffic; not kept over a restart.',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  $ colorteller traffic start --rate 50\n  $ colorteller traffic status --watch\n  $ colorteller traffic stop',
    )
    .addCommand(startCommand(context))
    .addCommand(stopCommand(context))
    .addCommand(statusCommand(context));
}

function startCommand(context: CommandContext): Command {
  return new Command('start')
    .summary('start it, or go on at another rate')
    .description('Start the traffic, or go on at another rate.')
    .addOption(workspaceOption())
    .addOption(
      new Option(
        '--rate <number>',
        'requests a second over all regions together, 1 to 500; default: as before, at first 20',
      ).argParser(parseCount),
    )
    .addOption(actorOption())
    .option('--json', 'print what was measured so far as one line of JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  $ colorteller traffic start\n  $ colorteller traffic start --rate 200',
    )
    .action(async (options: TrafficOptions & { rate?: number; actor: string }) => {
      const { target, rate, actor } = options;
      const request = { isOn: true, actor, ...(rate === undefined ? {} : { ratePerSecond: rate }) };
      tell(context, options, await (await connect(target)).setTraffic(request));
    });
}

function stopCommand(context: CommandContext): Command {
  return new Command('stop')
    .summary('stop it')
    .description('Stop the traffic. What was measured stays for ten minutes.')
    .addOption(workspaceOption())
    .addOption(actorOption())
    .option('--json', 'print what was measured so far as one line of JSON')
    .action(async (options: TrafficOptions & { actor: string }) => {
      const { target, actor } = options;
      tell(context, options, await (await connect(target)).setTraffic({ isOn: false, actor }));
    });
}

function statusCommand(context: CommandContext): Command {
  return new Command('status')
    .summary('show what was measured')
    .description('Show what was measured of each region in the last 30 seconds.')
    .addOption(workspaceOption())
    .option('--watch', 'keep showing it until Ctrl-C, once a second')
    .option(
      '--json',
      'print the last five minutes as one line of JSON (with --watch: again and again)',
    )
    .action(async (options: TrafficOptions & { watch?: true }) => {
      const client = await connect(options.target);
      const { signal } = context;
      if (options.watch !== true) {
        tell(context, options, await client.traffic());
        return;
      }
      const show = options.json === true ? undefined : screenOf(context);
      try {
        while (!signal.aborted) {
          const view = await client.traffic();
          if (show === undefined) tell(context, options, view);
          else show.draw(renderTraffic(paintFor(context.stdout), view));
          await realClock.sleep(POLL_MS, signal).catch(() => undefined);
        }
      } finally {
        show?.done();
      }
    });
}

/** A terminal is drawn over and over; undefined for anything else. */
function screenOf({ stdout }: CommandContext) {
  if (!(stdout instanceof WriteStream)) return undefined;
  const screen = createLogUpdate(stdout);
  return { draw: (text: string) => screen(text), done: () => screen.done() };
}

function tell({ stdout }: CommandContext, { json }: TrafficOptions, view: TrafficView): void {
  stdout.write(json === true ? `${JSON.stringify(view)}\n` : renderTraffic(paintFor(stdout), view));
}

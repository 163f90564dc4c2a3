import { WriteStream } from 'node:tty';
import { Command, Option } from 'commander';
import { createLogUpdate } from 'log-update';
import type { TrafficView } from '../../../orchestrator/runtime/traffic/measure/traffic-schema.ts';
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

/** Poll interval of `--watch`. */
const POLL_MS = 1_000;

/** `traffic start|stop|status`: sends requests to the regions and measures their answers. */
export function trafficCommand(context: CommandContext): Command {
  return new Command('traffic')
    .description(
      'Send requests to the regions of this machine in turn, and measure colours, latency and errors. Off until started, or enabled by the section traffic of the workspace file. A restart turns it off.',
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
    .summary('start the traffic, or change its rate')
    .description('Start the traffic, or change its rate.')
    .addOption(workspaceOption())
    .addOption(
      new Option(
        '--rate <number>',
        'requests a second across all regions, 1 to 500; default: the previous rate, initially 20',
      ).argParser(parseCount),
    )
    .addOption(actorOption())
    .option('--json', 'print the measurements as one line of JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  $ colorteller traffic start\n  $ colorteller traffic start --rate 200',
    )
    .action(async (options: TrafficOptions & { rate?: number; actor: string }) => {
      const { target, rate, actor } = options;
      const request = { isOn: true, actor, ...(rate === undefined ? {} : { ratePerSecond: rate }) };
      printTraffic(context, options, await (await connect(target)).setTraffic(request));
    });
}

function stopCommand(context: CommandContext): Command {
  return new Command('stop')
    .summary('stop the traffic')
    .description('Stop the traffic. Measurements are kept for ten minutes.')
    .addOption(workspaceOption())
    .addOption(actorOption())
    .option('--json', 'print the measurements as one line of JSON')
    .action(async (options: TrafficOptions & { actor: string }) => {
      const { target, actor } = options;
      printTraffic(
        context,
        options,
        await (await connect(target)).setTraffic({ isOn: false, actor }),
      );
    });
}

function statusCommand(context: CommandContext): Command {
  return new Command('status')
    .summary('show the measurements')
    .description('Show the measurements of each region in the last 30 seconds.')
    .addOption(workspaceOption())
    .option('--watch', 'keep showing it until Ctrl-C, once a second')
    .option(
      '--json',
      'print the last five minutes as one line of JSON (with --watch: once a second)',
    )
    .action(async (options: TrafficOptions & { watch?: true }) => {
      const client = await connect(options.target);
      const { signal } = context;
      if (options.watch !== true) {
        printTraffic(context, options, await client.traffic());
        return;
      }
      const show = options.json === true ? undefined : screenOf(context);
      try {
        while (!signal.aborted) {
          const view = await client.traffic();
          if (show === undefined) printTraffic(context, options, view);
          else show.draw(renderTraffic(paintFor(context.stdout), view));
          await realClock.sleep(POLL_MS, signal).catch(() => undefined);
        }
      } finally {
        show?.done();
      }
    });
}

/** A screen that is redrawn in place; undefined where the output is no terminal. */
function screenOf({ stdout }: CommandContext) {
  if (!(stdout instanceof WriteStream)) return undefined;
  const screen = createLogUpdate(stdout);
  return { draw: (text: string) => screen(text), done: () => screen.done() };
}

function printTraffic(
  { stdout }: CommandContext,
  { json }: TrafficOptions,
  view: TrafficView,
): void {
  stdout.write(json === true ? `${JSON.stringify(view)}\n` : renderTraffic(paintFor(stdout), view));
}

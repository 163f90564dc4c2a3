import { Command, Option } from 'commander';
import type { TrafficView } from '../../../orchestrator/runtime/traffic/measure/traffic-schema.ts';
import { connect } from '../client/control-client.ts';
import type { Target } from '../client/target.ts';
import type { CommandContext } from '../command-context.ts';
import { paintFor, type Paint } from '../render/paint.ts';
import { actorOption } from './actor-option.ts';
import { parseCount } from './run-options.ts';
import { workspaceOption } from './workspace-option.ts';
import { realClock } from '../../../orchestrator/common/real-clock.ts';
import { wrap } from '../render/layout.ts';
import { openScreen } from '../render/screen.ts';
import { renderTable } from '../render/render-table.ts';

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
    .summary('Start the traffic, or change its rate')
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
    .summary('Stop the traffic')
    .description('Stop the traffic. Measurements stay available for ten minutes.')
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
    .summary('Show the measurements')
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
      const screen = options.json === true ? undefined : openScreen(context);
      try {
        while (!signal.aborted) {
          const view = await client.traffic();
          if (screen === undefined) printTraffic(context, options, view);
          else screen.draw(renderTraffic(paintFor(context.stdout), view));
          await realClock.sleep(POLL_MS, signal).catch(() => undefined);
        }
      } finally {
        screen?.close();
      }
    });
}

function printTraffic(
  { stdout }: CommandContext,
  { json }: TrafficOptions,
  view: TrafficView,
): void {
  stdout.write(json === true ? `${JSON.stringify(view)}\n` : renderTraffic(paintFor(stdout), view));
}

/** Whether there is traffic, and a line per region with its last 30 seconds. */
function renderTraffic(paint: Paint, view: TrafficView): string {
  const { isOn, ratePerSecond, regions, heldBack, skipped } = view;
  const head = isOn
    ? `${paint('green', '●')} traffic: ${ratePerSecond} requests a second across all regions; last 30 seconds:\n`
    : `${paint('dim', '○')} no traffic. Start it with: npx colorteller traffic start\n`;
  const rows = regions
    .filter(({ last }) => last.requests > 0)
    .map(({ region, buckets, last }) => ({
      region,
      colors: [...new Set(buckets.slice(-2).map(({ color }) => color ?? 'none'))].join(', '),
      requests: last.requests,
      errors: last.errors,
      errorRate: last.errorRate === null ? '' : `${(last.errorRate * 100).toFixed(1)} %`,
      p50: milliseconds(last.p50),
      p95: milliseconds(last.p95),
      p99: milliseconds(last.p99),
    }));
  const columns = {
    REGION: 'region',
    COLOUR: 'colors',
    REQUESTS: 'requests',
    ERRORS: 'errors',
    'ERROR RATE': 'errorRate',
    P50: 'p50',
    P95: 'p95',
    P99: 'p99',
  };
  const notes = [
    heldBack === 0
      ? ''
      : `${heldBack} requests were not sent: too many requests to the same replica were open.\n`,
    skipped.length === 0
      ? ''
      : `No traffic to regions on other machines, or without our service: ${skipped.join(', ')}.\n`,
  ];
  const table = rows.length === 0 ? '' : renderTable(paint, columns, rows);
  return wrap(paint, [head, table, ...notes].join(''));
}

function milliseconds(ms: number | null): string {
  return ms === null ? '' : `${ms.toFixed(1)} ms`;
}

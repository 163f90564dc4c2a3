import { Command, Option } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { paintFor } from '../render/paint.ts';
import { renderNext, renderReady } from '../render/render-ready.ts';
import { runForeground } from '../run-foreground.ts';
import { addListenOptions, readAccess, type ListenOptions } from './listen-options.ts';
import {
  addEngineOptions,
  parseInterval,
  parseSpeed,
  portOption,
  type EngineOptions,
} from './run-options.ts';
import { workspaceOption } from './workspace-option.ts';

interface UpOptions extends EngineOptions, ListenOptions {
  workspace: string;
  port: number;
  loopEvery?: number;
  speed?: number;
  keep?: true;
  allowDelete?: true;
  open?: true;
  json?: true;
}

/** `up`: the orchestrator in the foreground, until Ctrl-C or `down`. */
export function upCommand(context: CommandContext): Command {
  const command = new Command('up')
    .description(
      'Run the pipeline engine, the loop and the control plane in the foreground. A new workspace starts with the walkthrough. Ctrl-C removes the regions; the releases stay in the log.',
    )
    .addOption(workspaceOption())
    .addOption(portOption())
    .addOption(
      new Option(
        '--loop-every <duration>',
        're-run every update at this interval, even without changes',
      ).argParser(parseInterval),
    )
    .option(
      '--speed <factor>',
      'simulate time at this multiple of real time; 0: frozen until: clock advance 2h',
      parseSpeed,
    )
    .option('--open', 'open the page in a browser')
    .option(
      '--allow-delete',
      'edits of the workspace file may delete regions and stacks without: confirm',
    )
    .option('--keep', 'leave the regions running (npx colorteller down removes them)')
    .option(
      '--json',
      'print one line of JSON once ready, then one per event or problem of the workspace file',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  $ colorteller up\n  $ colorteller up --open\n  $ colorteller up --loop-every 5s\n  $ colorteller up --speed 600\n  $ colorteller up --json --port 0 --workspace /tmp/rehearsal',
    );
  return addListenOptions(addEngineOptions(command)).action((options: UpOptions) =>
    up(context, options),
  );
}

async function up(context: CommandContext, options: UpOptions): Promise<void> {
  const paint = paintFor(context.stdout);
  // Set to the empty text it is not set. Demo, labs and test kit never use it: they would wait for what they do not steer.
  const statsigServerKey = context.env['STATSIG_SERVER_KEY'] || null;
  await runForeground(context, {
    run: {
      ...options,
      port: options.listen?.port ?? options.port,
      access: await readAccess(options, context.env),
      loopEveryMs: options.loopEvery ?? null,
      allowDelete: options.allowDelete === true,
      newRegionPorts: options.port === 0 ? 'any' : options.port + 1,
      statsigServerKey,
      env: context.env,
    },
    onInterrupt: { destroy: options.keep !== true },
    isJson: options.json === true,
    opens: options.open === true,
    announce: (orchestrator) => [
      ...renderReady(paint, orchestrator),
      '',
      ...(statsigServerKey === null ? renderNext(paint, orchestrator) : NEXT_AT_STATSIG),
      'Press Ctrl-C to stop and remove the regions.',
      '',
    ],
  });
}

/** Commands that steer the pipeline of this workspace would change nothing. */
const NEXT_AT_STATSIG = [
  'Change the dynamic config "colorteller" and approve its phases in the console of Statsig.',
];

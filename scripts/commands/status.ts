import { WriteStream } from 'node:tty';
import { Command } from 'commander';
import { createLogUpdate } from 'log-update';
import { realClock } from '../../orchestrator/clock.ts';
import type { CommandContext } from '../command-context.ts';
import { connect } from '../control-client.ts';
import { paintFor } from '../render/paint.ts';
import { renderStatus } from '../render/render-status.ts';
import type { Target } from '../target.ts';
import { workspaceOption } from './workspace-option.ts';

interface StatusOptions {
  target: Target;
  watch?: true;
  json?: true;
}

/** Pause between two looks of `--watch`. */
const WATCH_MS = 500;

/** `status [--watch] [--json]`: releases with their phases and waits, regions with their colours, stacks. */
export function statusCommand(context: CommandContext): Command {
  return new Command('status')
    .summary('show releases, regions and stacks')
    .description(
      'Show releases with their phases and waits, regions with their colours, and stacks.',
    )
    .addOption(workspaceOption())
    .option('--watch', 'keep showing it until Ctrl-C')
    .option('--json', 'print the state as one line of JSON (with --watch: a line per change)')
    .addHelpText(
      'after',
      '\nExamples:\n  $ colorteller status --watch\n  $ colorteller status --json',
    )
    .action(async (options: StatusOptions) => {
      const client = await connect(options.target);
      const paint = paintFor(context.stdout);
      const look = async () => {
        const state = await client.state();
        const isJson = options.json === true;
        return {
          // A problem of the workspace file is no event.
          version: `${state.seq} ${state.definitionProblem ?? ''}`,
          text: isJson ? `${JSON.stringify(state)}\n` : renderStatus(paint, state),
        };
      };
      if (options.watch === true) await watch(context, options.json === true, look);
      else context.stdout.write((await look()).text);
    });
}

/** On a terminal the tree is drawn over and over; elsewhere it is written again at each change. */
async function watch(
  context: CommandContext,
  isJson: boolean,
  look: () => Promise<{ version: string; text: string }>,
): Promise<void> {
  const { stdout, signal } = context;
  const screen = !isJson && stdout instanceof WriteStream ? createLogUpdate(stdout) : undefined;
  let last = '';
  while (!signal.aborted) {
    const { version, text } = await look();
    if (screen !== undefined) screen(text);
    else if (version !== last) stdout.write(text);
    last = version;
    await realClock.sleep(WATCH_MS, signal).catch(() => undefined);
  }
  screen?.done();
}

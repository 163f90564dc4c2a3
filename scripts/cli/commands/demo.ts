import { Command, Option } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { jsonNarrator, terminalNarrator } from '../../teaching/demo/narrators.ts';
import { addEngineOptions, parsePort, type EngineOptions } from './run-options.ts';

interface DemoCommandOptions extends EngineOptions {
  auto?: true;
  json?: true;
  port?: number;
}

/** How long one step may take to be observed; the slowest is the first deployment on a busy machine. */
const STEP_DEADLINE_MS = 90_000;

/** `demo`: the seven steps of the walkthrough, in the terminal. */
export function demoCommand(context: CommandContext): Command {
  const command = new Command('demo')
    .description(
      'Play the walkthrough as a guided story: each step is explained, run, and verified at the regions by HTTP. Everything is removed at the end.',
    )
    .option('--auto', 'do not wait for Enter; exit 0 only when every step was observed')
    .option('--json', 'print one line of JSON per step and nothing else (implies --auto)')
    .addOption(
      new Option(
        '-p, --port <number>',
        'port of the control plane; the regions use the ports after it; 0 for free ports (default: a free port, and 4401 and 4402 for the regions unless they are in use)',
      )
        .env('COLORTELLER_PORT')
        .argParser(parsePort),
    )
    .addHelpText(
      'after',
      '\nExamples:\n  $ npm run demo\n  $ npm run demo -- --auto\n  $ npm run demo -- --auto --engine pulumi --runtime docker\n  $ npm run --silent demo -- --json',
    );
  return addEngineOptions(command).action(async (options: DemoCommandOptions) => {
    const narrator =
      options.json === true
        ? jsonNarrator(context)
        : terminalNarrator(context, context.stdin, options.auto !== true);
    // Loaded on demand: Pulumi's SDK is slow to load.
    const { playDemo } = await import('../../teaching/demo/demo.ts');
    await playDemo(
      { ...options, env: context.env, signal: context.signal, stepDeadlineMs: STEP_DEADLINE_MS },
      narrator,
    );
  });
}

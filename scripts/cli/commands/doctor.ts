import { Command } from 'commander';
import { chooseEngine } from '../../../infra/toolchain/choose-engine.ts';
import {
  inspectToolchain,
  type InspectOptions,
} from '../../../infra/toolchain/inspect-toolchain.ts';
import { AppError } from '../../../orchestrator/common/errors/app-error.ts';
import type { CommandContext } from '../command-context.ts';
import { paintFor } from '../render/paint.ts';
import { renderToolchain } from '../render/render-toolchain.ts';
import type { DoctorReport } from '../outputs/machine.ts';

interface DoctorOptions {
  json?: true;
}

/** `doctor [--json]`: what this machine has, what is missing, what it is for and what to type; changes nothing. */
export function doctorCommand(context: CommandContext, machine: InspectOptions = {}): Command {
  return new Command('doctor')
    .description(
      'Check which tools this machine has, which are missing, what needs them, and how to install them. Changes nothing.',
    )
    .option('--json', 'print the report as one JSON object')
    .addHelpText(
      'after',
      `
Ends with status 0, whatever is missing; with 4 when Node.js itself is too old.

Examples:
  $ colorteller doctor
  $ colorteller doctor --json`,
    )
    .action(async (options: DoctorOptions) => {
      const report = await inspectToolchain(context.env, machine);
      const demo = chooseEngine({ engine: 'auto', runtime: 'auto', provider: 'auto', report });
      if (options.json === true) {
        context.stdout.write(`${JSON.stringify({ ...report, demo } satisfies DoctorReport)}\n`);
      } else {
        const paint = paintFor(context.stdout);
        const tools = ['node', 'pulumi', 'docker', 'go', 'dockerPlugin'] as const;
        context.stdout.write(renderToolchain(paint, report, tools));
        const reasons = demo.reasons.map((reason) => `  ${reason}\n`).join('');
        context.stdout.write(`\n${paint('bold', 'The demo would use:')}\n${reasons}`);
      }
      const { status, detail, action } = report.node;
      if (status !== 'ok') {
        throw new AppError('SETUP_FAILED', `Node.js is too old: ${detail}.`, {
          ...(action === undefined ? {} : { action }),
        });
      }
    });
}

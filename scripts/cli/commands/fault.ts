import { Command, Option } from 'commander';
import {
  FAULT_EXAMPLES,
  parseRequestedFault,
} from '../../../orchestrator/core/faults/parse-fault.ts';
import type { FaultsAnswer } from '../../../orchestrator/control-plane/view/answers.ts';
import type { RequestedFaultSpec } from '../../../orchestrator/core/definition/fault.ts';
import { connect } from '../client/control-client.ts';
import type { Target } from '../client/target.ts';
import type { CommandContext } from '../command-context.ts';
import { faultNotice, renderFaults } from '../render/render-faults.ts';
import { paintFor } from '../render/paint.ts';
import { actorOption, reasonOption } from './actor-option.ts';
import { parseCount } from './run-options.ts';
import { workspaceOption } from './workspace-option.ts';

interface FaultOptions {
  target: Target;
  json?: true;
}

interface ChangeOptions extends FaultOptions {
  actor: string;
  reason?: string;
}

type AddOptions = ChangeOptions & {
  name?: string;
  color?: string;
  stack?: string;
  seed?: number;
  replace?: true;
};

/** `fault add|list|clear`: injects faults. */
export function faultCommand(context: CommandContext): Command {
  return new Command('fault')
    .description(
      'Inject faults: failing, hanging or killed updates; slow, erroring or missing regions; a stale or flapping decision source. A fault affects only the calls that it names, the same ones on every run. Faults are recorded in the log, survive a restart, and stay active until they are cleared.',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  $ colorteller fault add fails:us-west1@2x3 --reason "game day"\n  $ colorteller fault add dies@25% --seed 7\n  $ colorteller fault list\n  $ colorteller fault clear',
    )
    .addCommand(addCommand(context))
    .addCommand(listCommand(context))
    .addCommand(clearCommand(context));
}

function addCommand(context: CommandContext): Command {
  return new Command('add')
    .summary('Add a fault')
    .description(
      `Add a fault: KIND[-OPERATION][=COLOUR][:REGION][@WHEN[xTIMES]][+HOW LONG], such as ${FAULT_EXAMPLES.join(', ')}.`,
    )
    .argument('<fault>', 'kind, target and time of the fault', parseRequestedFault)
    .addOption(workspaceOption())
    .option('--name <name>', 'name to clear it by; default: the fault as written')
    .option('--color <color>', 'affect a region only while it answers this colour')
    .option('--stack <name>', 'affect only this stack')
    .addOption(
      new Option(
        '--seed <number>',
        'seed that selects the affected calls; default: from the workspace file, else 1',
      ).argParser(parseCount),
    )
    .option('--replace', 'replace an added fault of the same name')
    .addOption(actorOption())
    .addOption(reasonOption())
    .option('--json', 'print the resulting faults as one line of JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  $ colorteller fault add hangs:us-west1+30s\n  $ colorteller fault add erroring:us-west1@30% --color purple\n  $ colorteller fault add fails-create@1 --stack production',
    )
    .action(async (request: RequestedFaultSpec, options: AddOptions) => {
      const { name, color = request.color, stack, seed, replace = false } = options;
      const { durationMs: duration, ...rest } = request;
      const client = await connect(options.target);
      const fault = { ...rest, duration, name, color, stack, seed };
      printFaults(context, options, await client.addFault({ fault, replace, ...by(options) }));
    });
}

function listCommand(context: CommandContext): Command {
  return new Command('list')
    .summary('List the faults and how often each was injected')
    .description('List the faults with their calls and how often each was injected.')
    .addOption(workspaceOption())
    .option('--json', 'print them as one line of JSON')
    .action(async (options: FaultOptions) => {
      const { seq, faults } = await (await connect(options.target)).state();
      printFaults(context, options, { seq, faults });
    });
}

function clearCommand(context: CommandContext): Command {
  return new Command('clear')
    .summary('Clear one fault, or all added faults')
    .description(
      'Clear one fault, or all added faults. To clear a fault of the workspace file, edit the file.',
    )
    .argument('[name]', 'the fault; default: all added faults')
    .addOption(workspaceOption())
    .addOption(actorOption())
    .addOption(reasonOption())
    .option('--json', 'print the resulting faults as one line of JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  $ colorteller fault clear\n  $ colorteller fault clear stale',
    )
    .action(async (name: string | undefined, options: ChangeOptions) => {
      const client = await connect(options.target);
      const answer = await client.clearFault({ name: name ?? null, ...by(options) });
      printFaults(context, options, answer);
    });
}

function by({ actor, reason = null }: { actor: string; reason?: string | null }) {
  return { actor, reason };
}

function printFaults(
  { stdout }: CommandContext,
  { json }: FaultOptions,
  answer: FaultsAnswer,
): void {
  const paint = paintFor(stdout);
  const notice = faultNotice(paint, answer.faults).map((line) => `${line}\n`);
  stdout.write(
    json === true
      ? `${JSON.stringify(answer)}\n`
      : `${renderFaults(paint, answer.faults)}${notice.join('')}`,
  );
}

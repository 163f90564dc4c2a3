import { Command } from 'commander';
import { connect } from '../client/control-client.ts';
import type { Target } from '../client/target.ts';
import type { CommandContext } from '../command-context.ts';
import { paintFor } from '../render/paint.ts';
import { renderPlan } from '../render/render-plan.ts';
import { workspaceOption } from './workspace-option.ts';

/** `plan`: what the next phase would do, resource by resource, before anyone approves it. */
export function planCommand(context: CommandContext): Command {
  return new Command('plan')
    .description(
      'Show what the waiting phase would change, from a preview of its stacks: for each region, the resources that are created, updated, replaced or deleted, with their values. If no phase is waiting: the next update.',
    )
    .addOption(workspaceOption())
    .option('--release <id>', 'which release; needed only when several are waiting')
    .option('--json', 'print the plan as one line of JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  $ colorteller plan\n  $ colorteller approve --plan 3f1c0a9be27d\n  $ colorteller plan --json',
    )
    .action(
      async ({ target, release, json }: { target: Target; release?: string; json?: true }) => {
        const plan = await (await connect(target)).plan(release, context.signal);
        context.stdout.write(
          json === true ? `${JSON.stringify(plan)}\n` : renderPlan(paintFor(context.stdout), plan),
        );
      },
    );
}

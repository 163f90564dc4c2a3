import { Command } from 'commander';
import { deletionsText } from '../../../orchestrator/core/definition/deletions.ts';
import { connect } from '../client/control-client.ts';
import type { Target } from '../client/target.ts';
import type { CommandContext } from '../command-context.ts';
import { paintFor } from '../render/paint.ts';
import { actorOption } from './actor-option.ts';
import { workspaceOption } from './workspace-option.ts';

interface ConfirmOptions {
  target: Target;
  actor: string;
  json?: true;
}

/** `confirm [EDIT]`: an edit of the workspace file that deletes takes effect. */
export function confirmCommand(context: CommandContext): Command {
  return new Command('confirm')
    .description(
      'Let an edit of the workspace file take effect that deletes regions or stacks. Nothing of such an edit happens before. Show what it does with: plan --file',
    )
    .argument('[edit]', 'only this edit, by the id that status shows (default: the one that waits)')
    .addOption(workspaceOption())
    .addOption(actorOption())
    .option('--json', 'print what is deleted as one line of JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  $ colorteller confirm\n  $ colorteller confirm 3f1c0a9be27d --actor ann',
    )
    .action(async (edit: string | undefined, { target, actor, json }: ConfirmOptions) => {
      const client = await connect(target);
      const answer = await client.confirmEdit({ ...(edit === undefined ? {} : { edit }), actor });
      const paint = paintFor(context.stdout);
      context.stdout.write(
        json === true
          ? `${JSON.stringify(answer)}\n`
          : `${paint('green', '✔')} the edit is in effect; it deletes ${deletionsText(answer) ?? 'nothing'}.\n`,
      );
    });
}

import { Command } from 'commander';
import { connect } from '../client/control-client.ts';
import type { Target } from '../client/target.ts';
import type { CommandContext } from '../command-context.ts';
import { paintFor } from '../render/paint.ts';
import { workspaceOption } from './workspace-option.ts';

/** `retry`: another try of updates that failed. */
export function retryCommand(context: CommandContext): Command {
  return new Command('retry')
    .description(
      'Retry failed updates now: also those that the loop no longer retries, because a person has to remove the cause first.',
    )
    .argument('[stack]', 'only this stack, even if it has not failed')
    .addOption(workspaceOption())
    .option('--json', 'print the names of the stacks as one line of JSON')
    .addHelpText('after', '\nExamples:\n  $ colorteller retry\n  $ colorteller retry production')
    .action(async (stack: string | undefined, options: { target: Target; json?: true }) => {
      const client = await connect(options.target);
      const answer = await client.retry(stack);
      const paint = paintFor(context.stdout);
      const names = answer.stacks.join(', ');
      const sentence =
        names === '' ? 'no update has failed' : `${paint('green', '✔')} updates now: ${names}`;
      context.stdout.write(options.json === true ? `${JSON.stringify(answer)}\n` : `${sentence}\n`);
    });
}

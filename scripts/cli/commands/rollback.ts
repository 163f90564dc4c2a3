import { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { connect } from '../client/control-client.ts';
import { paintFor } from '../render/paint.ts';
import { actorOption, reasonOption } from './actor-option.ts';
import type { Target } from '../client/target.ts';
import { workspaceOption } from './workspace-option.ts';

interface RollbackOptions {
  target: Target;
  to: string;
  actor: string;
  reason?: string;
  json?: true;
}

/** `rollback CONFIG --to RELEASE`: everyone gets the version of a good release again, at once. */
export function rollbackCommand(context: CommandContext): Command {
  return new Command('rollback')
    .description(
      'Roll everyone back to the version of a good (completed) release at once, regardless of holds and change windows. An active release is aborted; automated changes are refused until a person starts the next release.',
    )
    .argument('<config>', 'the gate or dynamic config')
    .requiredOption('--to <release>', 'the good release to return to; see: colorteller status')
    .addOption(workspaceOption())
    .addOption(actorOption())
    .addOption(reasonOption())
    .option('--json', 'print the outcome as one line of JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  $ colorteller rollback colorteller --to rel-1\n  $ colorteller rollback colorteller --to rel-1 --reason "incident 42"',
    )
    .action(async (config: string, options: RollbackOptions) => {
      const client = await connect(options.target);
      const accepted = await client.rollBack(config, {
        release: options.to,
        actor: options.actor,
        reason: options.reason ?? null,
      });
      const { release } = accepted;
      const paint = paintFor(context.stdout);
      const version = release === null ? '' : ` (version ${release.to.configVersion})`;
      context.stdout.write(
        options.json === true
          ? `${JSON.stringify(accepted)}\n`
          : `${paint('green', '✔')} everyone has "${config}" of ${options.to}${version} again; automation is held until a person starts the next release.\n`,
      );
    });
}

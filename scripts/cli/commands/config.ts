import { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { connect } from '../client/control-client.ts';
import { parsePair } from '../parse-pair.ts';
import { renderAccepted } from '../render/render-accepted.ts';
import { actorOption, reasonOption } from './actor-option.ts';
import type { Target } from '../client/target.ts';
import { workspaceOption } from './workspace-option.ts';

interface SetOptions {
  target: Target;
  actor: string;
  reason?: string;
  automated?: true;
  json?: true;
}

/** `config set NAME KEY=VALUE…`: saves a change, which starts a release where the config has a pipeline. */
export function configCommand(context: CommandContext): Command {
  const set = new Command('set')
    .summary('Change values of a dynamic config')
    .description(
      'Change values of a dynamic config. If the config has a pipeline, this starts a release.',
    )
    .argument('<name>', 'the dynamic config')
    .argument('<key=value...>', 'values; numbers, true, false and JSON are parsed')
    .addOption(workspaceOption())
    .addOption(actorOption())
    .addOption(reasonOption())
    .option(
      '--automated',
      'mark the change as automated: refused after an abort or rollback until a person starts a release',
    )
    .option('--json', 'print the release as one line of JSON')
    .addHelpText(
      'after',
      `\nExamples:\n  $ colorteller config set colorteller color=purple\n  $ colorteller config set colorteller color=#6a0dad memoryMb=256 --reason "new brand"\n  $ colorteller config set colorteller image=shop:42 --automated --actor ci`,
    )
    .action(async (name: string, pairs: string[], options: SetOptions) => {
      const client = await connect(options.target);
      const accepted = await client.changeConfig(name, {
        set: Object.fromEntries(
          pairs.map((pair) =>
            parsePair(pair, 'npx colorteller config set colorteller color=purple'),
          ),
        ),
        actor: options.actor,
        reason: options.reason ?? null,
        automated: options.automated === true,
      });
      context.stdout.write(
        options.json === true
          ? `${JSON.stringify(accepted)}\n`
          : renderAccepted(context.stdout, name, accepted),
      );
    });
  return new Command('config').addCommand(set);
}

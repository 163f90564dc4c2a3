import { Command } from 'commander';
import { REGION_CONFIG } from '../../../orchestrator/core/definition/region-config-name.ts';
import { findVersion } from '../../../orchestrator/runtime/versions/find-version.ts';
import { connect } from '../client/control-client.ts';
import type { Target } from '../client/target.ts';
import type { CommandContext } from '../command-context.ts';
import { renderAccepted } from '../render/render-accepted.ts';
import { actorOption, reasonOption } from './actor-option.ts';
import { workspaceOption } from './workspace-option.ts';

interface PromoteOptions {
  target: Target;
  actor: string;
  reason?: string;
  automated?: true;
  json?: true;
}

/** `promote VERSION`: the same as `config set colorteller image=…`, by what a version is called. */
export function promoteCommand(context: CommandContext): Command {
  return new Command('promote')
    .description(
      `Set the image of the dynamic config ${REGION_CONFIG}: a release rolls it out to the regions phase by phase and replaces their containers.`,
    )
    .argument('<version>', 'a tag, an image, the beginning of a digest, or "latest"')
    .addOption(workspaceOption())
    .addOption(actorOption())
    .addOption(reasonOption())
    .option('--automated', 'mark the release as automated: refused after an abort or rollback')
    .option('--json', 'print the release as one line of JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  $ colorteller promote spring\n  $ colorteller promote latest --reason "new shelf"',
    )
    .action(async (text: string, { target, actor, reason, automated, json }: PromoteOptions) => {
      const client = await connect(target);
      const { image } = findVersion(await client.versions(), text);
      const accepted = await client.changeConfig(REGION_CONFIG, {
        set: { image },
        actor,
        reason: reason ?? null,
        automated: automated === true,
      });
      context.stdout.write(
        json === true
          ? `${JSON.stringify(accepted)}\n`
          : renderAccepted(context.stdout, REGION_CONFIG, accepted),
      );
    });
}

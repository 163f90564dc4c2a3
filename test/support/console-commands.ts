import type { Command } from 'commander';
import { RELEASE_ACTIONS } from '../../orchestrator/core/pipeline/can.ts';
import type { CommandContext } from '../../scripts/cli/command-context.ts';
import { releaseActionCommand } from '../../scripts/cli/commands/release-actions.ts';
import { resourceCommand } from '../../scripts/cli/commands/resources.ts';
import { RESOURCES } from '../../scripts/cli/console/resources.ts';

/** Every command that the Console API alone answers. */
export function consoleCommands(context: CommandContext): Command[] {
  return [
    ...RESOURCES.map((resource) => resourceCommand(context, resource)),
    ...RELEASE_ACTIONS.map((action) => releaseActionCommand(context, action, action)),
  ];
}

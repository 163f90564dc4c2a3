import { Option, type Command } from 'commander';
import { AppError } from '../../../orchestrator/common/errors/app-error.ts';
import { COMMANDS, nameOf } from '../command-table.ts';
import { chooseTarget, type TargetKind, type TargetOptions } from '../client/target.ts';

/** Heading of these options in `--help`. */
export const TARGET_GROUP = 'Target (default: the orchestrator of the workspace):';

/**
 * Gives a command and those below it `--url`, `--key`, `--context` and `--console` beside `--workspace`; its action
 * finds the target they name as `target`.
 * @param speaks what the command can talk to; anything else is refused before it does anything.
 */
export function withTarget(
  command: Command,
  env: NodeJS.ProcessEnv,
  speaks: readonly TargetKind[] = ['colorteller'],
): Command {
  for (const child of command.commands) withTarget(child, env, speaks);
  if (command.commands.length > 0) return command;
  for (const option of targetOptions()) command.addOption(option.helpGroup(TARGET_GROUP));
  return command.hook('preAction', async (self) => {
    const source = self.getOptionValueSource('workspace');
    const workspaceBy = source === 'cli' ? 'flag' : source === 'env' ? 'env' : 'default';
    const target = await chooseTarget({ ...self.opts<TargetOptions>(), workspaceBy }, env);
    if (target.kind === 'statsig' && !speaks.includes('statsig')) throw onlyHere(self, target.url);
    self.setOptionValue('target', target);
  });
}

function targetOptions(): Option[] {
  return [
    new Option('--url <url>', 'origin of an orchestrator, or https://statsigapi.net').conflicts(
      'context',
    ),
    new Option('--key <key>', 'key of the target; safer in COLORTELLER_KEY, or in a context'),
    new Option('--context <name>', 'name of a saved target, see: colorteller context --help'),
    new Option('--console', 'use the Console API only, as for statsigapi.net'),
  ];
}

function onlyHere(command: Command, url: string): AppError {
  const names = [command.name()];
  for (let up = command.parent; up?.parent; up = up.parent) names.unshift(up.name());
  const there = COMMANDS.filter(({ speaks }) => speaks.includes('statsig')).map(nameOf);
  return new AppError(
    'ONLY_HERE',
    `"${names.join(' ')}" works only with ColorTeller; ${url} has Statsig's Console API, which does not support it`,
    {
      action: `Supported there: ${there.join(', ')}.`,
    },
  );
}

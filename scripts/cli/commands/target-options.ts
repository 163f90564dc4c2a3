import { Option, type Command } from 'commander';
import { AppError } from '../../../orchestrator/common/errors/app-error.ts';
import { COMMANDS, nameOf } from '../command-table.ts';
import { chooseTarget, type TargetKind, type TargetOptions } from '../client/target.ts';

const GROUP = 'Whom it talks to (default: whoever runs on the workspace):';

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
  for (const option of targetOptions()) command.addOption(option.helpGroup(GROUP));
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
    new Option('--url <url>', 'the origin of an orchestrator, or https://statsigapi.net').conflicts(
      'context',
    ),
    new Option('--key <key>', 'its key; better in COLORTELLER_KEY, or by a context'),
    new Option('--context <name>', 'a target by name, see: colorteller context --help'),
    new Option('--console', 'it speaks the Console API only, as statsigapi.net does'),
  ];
}

function onlyHere(command: Command, url: string): AppError {
  const names = [command.name()];
  for (let up = command.parent; up?.parent; up = up.parent) names.unshift(up.name());
  const there = COMMANDS.filter(({ speaks }) => speaks.includes('statsig')).map(nameOf);
  return new AppError(
    'ONLY_HERE',
    `"${names.join(' ')}" is ColorTeller's own; ${url} speaks Statsig's Console API, which has nothing like it`,
    {
      action: `There work: ${there.join(', ')}.`,
    },
  );
}

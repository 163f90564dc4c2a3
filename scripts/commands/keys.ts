import { Command } from 'commander';
import { realClock } from '../../orchestrator/clock.ts';
import { AppError } from '../../orchestrator/errors/app-error.ts';
import { createSdkKey, readSdkKeys, revokeSdkKey } from '../../orchestrator/sdk-keys.ts';
import type { CommandContext } from '../command-context.ts';
import { readWorkspaceFile } from '../read-workspace-file.ts';
import { workspaceOption } from './workspace-option.ts';

interface KeysOptions {
  workspace: string;
  json?: true;
}

/** `keys list|create|revoke`: the server keys that Statsig's SDKs read a workspace with. */
export function keysCommand(context: CommandContext): Command {
  const say = (options: KeysOptions, value: unknown, lines: readonly string[]) =>
    void context.stdout.write(
      options.json === true
        ? `${JSON.stringify(value)}\n`
        : lines.map((one) => `${one}\n`).join(''),
    );
  return new Command('keys')
    .summary('server keys for SDKs')
    .addCommand(
      command('list', 'print the keys there are; a key itself is nowhere kept').action(
        (options: KeysOptions) => {
          const keys = readSdkKeys(options.workspace);
          const shown = keys.map(({ id, environment, createdAt }) => ({
            id,
            environment,
            createdAt,
          }));
          const lines = shown.map((key) => `${key.id}  ${key.environment}  since ${key.createdAt}`);
          say(options, shown, keys.length === 0 ? ['There are no keys.'] : lines);
        },
      ),
    )
    .addCommand(
      command('create', 'make a key for SDKs of an environment, and print it this once')
        .argument('<environment>', 'an environment of the workspace file')
        .addHelpText('after', '\nExample:\n  $ colorteller keys create production')
        .action(async (environment: string, options: KeysOptions) => {
          await assertEnvironment(options.workspace, environment);
          const created = await createSdkKey(options.workspace, environment, realClock.nowMs());
          say(options, created, [
            created.key,
            `This is the key ${created.id}. It is not shown again: keep it where your program finds it.`,
          ]);
        }),
    )
    .addCommand(
      command('revoke', 'let a key open nothing any more, at once')
        .argument('<id>', 'as keys list tells it')
        .action(async (id: string, options: KeysOptions) => {
          await revokeSdkKey(options.workspace, id);
          say(options, { revoked: id }, [`The key ${id} is revoked.`]);
        }),
    );
}

function command(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .addOption(workspaceOption())
    .option('--json', 'print JSON');
}

async function assertEnvironment(workspace: string, name: string): Promise<void> {
  const { definition } = await readWorkspaceFile(workspace);
  const known = definition.environments.map((environment) => environment.name);
  if (known.includes(name)) return;
  throw new AppError('BAD_INPUT', `there is no environment "${name}"`, {
    action: `Known: ${known.join(', ')}.`,
  });
}

import { Command, Option } from 'commander';
import { AppError } from '../../../orchestrator/common/errors/app-error.ts';
import {
  createKey,
  KEY_KINDS,
  readKeys,
  revokeKey,
  rotateKey,
  type KeyKind,
  type KeyScope,
  type NewKey,
} from '../../../orchestrator/control-plane/keys/key-file.ts';
import type { CommandContext } from '../command-context.ts';
import { readWorkspaceFile } from '../read-workspace-file.ts';
import { workspaceOption } from './workspace-option.ts';
import type { RevokedKey } from '../outputs/keys.ts';
import { realClock } from '../../../orchestrator/common/real-clock.ts';

interface KeysOptions {
  workspace: string;
  json?: true;
}

/** `keys list|create|rotate|revoke`: who may read specs, use the Console API, and evaluate flags. */
export function keysCommand(context: CommandContext): Command {
  const say = (options: KeysOptions, value: unknown, lines: readonly string[]) =>
    void context.stdout.write(
      options.json === true
        ? `${JSON.stringify(value)}\n`
        : lines.map((one) => `${one}\n`).join(''),
    );
  const tell = (options: KeysOptions, created: NewKey) =>
    say(options, created, [
      created.key,
      `This is the key ${created.id}. It is not shown again: keep it where your program finds it.`,
    ]);
  return new Command('keys')
    .addCommand(
      command('list', 'print the keys there are; a key itself is nowhere kept').action(
        (options: KeysOptions) => {
          const shown = readKeys(options.workspace).map(({ id, kind, environment, createdAt }) => ({
            id,
            kind,
            environment,
            createdAt,
          }));
          const lines = shown.map(
            ({ id, kind, environment, createdAt }) =>
              `${id}  ${[kind, environment].filter(Boolean).join(' ')}  since ${createdAt}`,
          );
          say(options, shown, lines.length === 0 ? ['There are no keys.'] : lines);
        },
      ),
    )
    .addCommand(
      command('create', 'make a key, and print it this once')
        .argument('[environment]', 'of a server key: an environment of the workspace file')
        .addOption(
          new Option(
            '--kind <kind>',
            'server: specs of an environment; console: /console/v1; evaluation: OFREP',
          )
            .choices(KEY_KINDS)
            .default('server'),
        )
        .addHelpText(
          'after',
          '\nExamples:\n  $ colorteller keys create production\n  $ colorteller keys create --kind console',
        )
        .action(
          async (environment: string | undefined, options: KeysOptions & { kind: KeyKind }) => {
            const scope = await scopeOf(options.workspace, options.kind, environment);
            tell(options, await createKey(options.workspace, scope, realClock.nowMs()));
          },
        ),
    )
    .addCommand(
      command('rotate', 'make a new key in the place of one, and print it this once')
        .argument('<id>', 'as keys list tells it; it opens nothing any more, at once')
        .action(async (id: string, options: KeysOptions) => {
          tell(options, await rotateKey(options.workspace, id, realClock.nowMs()));
        }),
    )
    .addCommand(
      command('revoke', 'let a key open nothing any more, at once')
        .argument('<id>', 'as keys list tells it')
        .action(async (id: string, options: KeysOptions) => {
          await revokeKey(options.workspace, id);
          say(options, { revoked: id } satisfies RevokedKey, [`The key ${id} is revoked.`]);
        }),
    );
}

function command(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .addOption(workspaceOption())
    .option('--json', 'print JSON');
}

/** @throws AppError BAD_INPUT */
async function scopeOf(
  workspace: string,
  kind: KeyKind,
  environment: string | undefined,
): Promise<KeyScope> {
  if (kind !== 'server') {
    if (environment === undefined) return { kind, environment: null };
    throw new AppError('BAD_INPUT', `a key of the kind ${kind} is of no environment`, {
      action: `Leave out "${environment}".`,
    });
  }
  const { definition } = await readWorkspaceFile(workspace);
  const known = definition.environments.map(({ name }) => name);
  if (environment !== undefined && known.includes(environment)) return { kind, environment };
  throw new AppError(
    'BAD_INPUT',
    environment === undefined
      ? 'a server key is of an environment; none was named'
      : `there is no environment "${environment}"`,
    { action: `Known: ${known.join(', ')}.` },
  );
}

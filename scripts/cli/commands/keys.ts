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
        : lines.map((line) => `${line}\n`).join(''),
    );
  const print = (options: KeysOptions, created: NewKey) =>
    say(options, created, [
      created.key,
      `This is the key ${created.id}. It is not shown again: store it safely.`,
    ]);
  return new Command('keys')
    .addCommand(
      command('list', 'List the keys; their texts are not stored').action(
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
          say(options, shown, lines.length === 0 ? NONE : lines);
        },
      ),
      { isDefault: true },
    )
    .addCommand(
      command('create', 'Create a key and print it once')
        .argument('[environment]', 'environment of a server key')
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
            print(options, await createKey(options.workspace, scope, realClock.nowMs()));
          },
        ),
    )
    .addCommand(
      command('rotate', 'Replace a key by a new one and print it once')
        .argument('<id>', 'id of the key, see: keys list; the old key stops working at once')
        .action(async (id: string, options: KeysOptions) => {
          print(options, await rotateKey(options.workspace, id, realClock.nowMs()));
        }),
    )
    .addCommand(
      command('revoke', 'Revoke a key at once')
        .argument('<id>', 'id of the key, see: keys list')
        .action(async (id: string, options: KeysOptions) => {
          await revokeKey(options.workspace, id);
          say(options, { revoked: id } satisfies RevokedKey, [`The key ${id} is revoked.`]);
        }),
    );
}

const NONE = [
  'There are no keys yet. Create one with:',
  '  npx colorteller keys create ENVIRONMENT         for the SDKs of an environment',
  '  npx colorteller keys create --kind console      for the Console API',
  '  npx colorteller keys create --kind evaluation   for OFREP',
];

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
    throw new AppError('BAD_INPUT', `a key of kind ${kind} has no environment`, {
      action: `Leave out "${environment}".`,
    });
  }
  const { definition } = await readWorkspaceFile(workspace);
  const environments = definition.environments.map(({ name }) => name);
  if (environment !== undefined && environments.includes(environment)) return { kind, environment };
  throw new AppError(
    'BAD_INPUT',
    environment === undefined
      ? 'a server key needs an environment'
      : `there is no environment "${environment}"`,
    { action: `Known: ${environments.join(', ')}.` },
  );
}

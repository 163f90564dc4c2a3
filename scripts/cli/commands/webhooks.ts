import { Command, Option } from 'commander';
import type { WebhookStatus } from '../../../orchestrator/integrations/alerts/webhooks.ts';
import { AppError } from '../../../orchestrator/common/errors/app-error.ts';
import { connect } from '../client/control-client.ts';
import type { Target } from '../client/target.ts';
import type { CommandContext } from '../command-context.ts';
import type { ListeningLine } from '../outputs/webhooks.ts';
import { recordDeliveries } from '../record-deliveries.ts';
import { paintFor } from '../render/paint.ts';
import { renderDelivery } from '../render/render-delivery.ts';
import { renderTable } from '../render/render-table.ts';
import { parsePort } from './run-options.ts';
import { withTarget } from './target-options.ts';
import { workspaceOption } from './workspace-option.ts';

const RECORDER_PORT = 4600;

/** `webhooks list|test|record`: who is told of what happens. */
export function webhooksCommand(context: CommandContext): Command {
  return new Command('webhooks')
    .description(
      'Who is told of what happens to releases and regions: the section webhooks of the workspace file.',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  $ colorteller webhooks record --secret-env HOOK_SECRET\n  $ colorteller webhooks list\n  $ colorteller webhooks test team',
    )
    .addCommand(withTarget(listCommand(context), context.env))
    .addCommand(withTarget(testCommand(context), context.env))
    .addCommand(recordCommand(context));
}

function listCommand(context: CommandContext): Command {
  return new Command('list')
    .summary('show how far each was told, and what is in its way')
    .description('Show how far each webhook was told, and what is in its way.')
    .addOption(workspaceOption())
    .option('--json', 'print all of it as one line of JSON')
    .action(async ({ target, json }: { target: Target; json?: true }) => {
      const webhooks = await (await connect(target)).webhooks();
      context.stdout.write(
        json === true ? `${JSON.stringify(webhooks)}\n` : listText(context, webhooks),
      );
    });
}

function listText(context: CommandContext, webhooks: readonly WebhookStatus[]): string {
  if (webhooks.length === 0) return 'The workspace file names no webhooks.\n';
  const columns = {
    NAME: 'name',
    FORMAT: 'format',
    URL: 'url',
    SIGNED: 'isSigned',
    'UP TO EVENT': 'reachedSeq',
    DELIVERED: 'delivered',
    'GIVEN UP': 'givenUp',
    PROBLEM: 'problem',
  };
  return renderTable(paintFor(context.stdout), columns, webhooks);
}

function testCommand(context: CommandContext): Command {
  return new Command('test')
    .argument('<name>', 'of the webhook')
    .summary('deliver a test, now and once')
    .description('Deliver a test to a webhook, now and once; fails where it is not taken.')
    .addOption(workspaceOption())
    .option('--json', 'print the outcome as one line of JSON')
    .action(async (name: string, { target, json }: { target: Target; json?: true }) => {
      const outcome = await (await connect(target)).testWebhook(name);
      const paint = paintFor(context.stdout);
      const { status, durationMs } = outcome;
      context.stdout.write(
        json === true
          ? `${JSON.stringify(outcome)}\n`
          : `${paint('green', '✔')} ${name} took it with status ${status}, in ${durationMs} ms.\n`,
      );
    });
}

interface RecordOptions {
  port: number;
  secretEnv?: string;
  json?: true;
}

function recordCommand(context: CommandContext): Command {
  return new Command('record')
    .summary('take deliveries on this machine and print them, until Ctrl-C')
    .description(
      'Take deliveries on loopback and print each, until Ctrl-C: a receiver for workshops and tests.',
    )
    .addOption(
      new Option('--port <port>', 'of 127.0.0.1; 0 for any free one')
        .argParser(parsePort)
        .default(RECORDER_PORT),
    )
    .option('--secret-env <name>', 'variable with the secret that deliveries must be signed with')
    .option('--json', 'print one line of JSON per delivery')
    .action(async ({ port, secretEnv, json }: RecordOptions) => {
      const paint = paintFor(context.stdout);
      await recordDeliveries({
        port,
        secret: secretEnv === undefined ? undefined : secretIn(context.env, secretEnv),
        signal: context.signal,
        onListening: (listening) =>
          context.stdout.write(
            json === true
              ? `${JSON.stringify({ listening } satisfies ListeningLine)}\n`
              : `Waiting for deliveries at ${listening}; Ctrl-C ends it.\n`,
          ),
        onDelivery: (delivery) =>
          context.stdout.write(
            json === true ? `${JSON.stringify(delivery)}\n` : renderDelivery(paint, delivery),
          ),
      });
    });
}

/** @throws AppError BAD_INPUT */
function secretIn(env: NodeJS.ProcessEnv, name: string): string {
  const secret = env[name];
  if (secret !== undefined && secret !== '') return secret;
  throw new AppError('BAD_INPUT', `the environment variable ${name} is not set`, {
    action: `Set ${name} to the secret that the orchestrator signs with, for both.`,
  });
}

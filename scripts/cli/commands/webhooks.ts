import { Command, Option } from 'commander';
import type { WebhookStatus } from '../../../orchestrator/integrations/alerts/webhook-status.ts';
import { AppError } from '../../../orchestrator/common/errors/app-error.ts';
import { connect } from '../client/control-client.ts';
import type { Target } from '../client/target.ts';
import type { CommandContext } from '../command-context.ts';
import type { ListeningLine, RecordedDelivery } from '../outputs/webhooks.ts';
import { receiveWebhooks } from '../webhook-receiver.ts';
import { paintFor, type Paint } from '../render/paint.ts';
import { renderTable } from '../render/render-table.ts';
import { parsePort } from './run-options.ts';
import { withTarget } from './target-options.ts';
import { workspaceOption } from './workspace-option.ts';

const RECORDER_PORT = 4600;

/** `webhooks list|test|record`: notifications of other systems. */
export function webhooksCommand(context: CommandContext): Command {
  return new Command('webhooks')
    .description(
      'List, test and record webhooks, which notify other systems of releases and regions. They are configured in the section webhooks of the workspace file.',
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
    .summary('List the webhooks and their delivery status')
    .description('List the webhooks with their last delivered event and their problems.')
    .addOption(workspaceOption())
    .option('--json', 'print the webhooks as one line of JSON')
    .action(async ({ target, json }: { target: Target; json?: true }) => {
      const webhooks = await (await connect(target)).webhooks();
      context.stdout.write(
        json === true ? `${JSON.stringify(webhooks)}\n` : listText(context, webhooks),
      );
    });
}

function listText(context: CommandContext, webhooks: readonly WebhookStatus[]): string {
  if (webhooks.length === 0) return 'The workspace file has no webhooks.\n';
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
    .argument('<name>', 'name of the webhook')
    .summary('Send one test delivery now')
    .description('Send one test delivery to a webhook now; fails if it is not accepted.')
    .addOption(workspaceOption())
    .option('--json', 'print the outcome as one line of JSON')
    .action(async (name: string, { target, json }: { target: Target; json?: true }) => {
      const outcome = await (await connect(target)).testWebhook(name);
      const paint = paintFor(context.stdout);
      const { status, durationMs } = outcome;
      context.stdout.write(
        json === true
          ? `${JSON.stringify(outcome)}\n`
          : `${paint('green', '✔')} ${name} accepted it with status ${status} in ${durationMs} ms.\n`,
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
    .summary('Receive deliveries on this machine and print them, until Ctrl-C')
    .description(
      'Receive deliveries on loopback and print each, until Ctrl-C: a receiver for workshops and tests.',
    )
    .addOption(
      new Option('--port <port>', 'port on 127.0.0.1; 0 for a free one')
        .argParser(parsePort)
        .default(RECORDER_PORT),
    )
    .option('--secret-env <name>', 'environment variable with the secret of valid signatures')
    .option('--json', 'print one line of JSON per delivery')
    .action(async ({ port, secretEnv, json }: RecordOptions) => {
      const paint = paintFor(context.stdout);
      await receiveWebhooks({
        port,
        secret: secretEnv === undefined ? undefined : secretIn(context.env, secretEnv),
        signal: context.signal,
        onListening: (listening) =>
          context.stdout.write(
            json === true
              ? `${JSON.stringify({ listening } satisfies ListeningLine)}\n`
              : `Waiting for deliveries at ${listening}; press Ctrl-C to stop.\n`,
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
    action: `Set ${name} to the secret with which the orchestrator signs.`,
  });
}

/** A recorded delivery as lines: its text, and the command that it suggests. */
export function renderDelivery(paint: Paint, { atMs, event, signature, body }: RecordedDelivery) {
  const { text, command } = partsOf(body);
  const time = paint('dim', new Date(atMs).toISOString().slice(11, 19));
  const mark = signature === 'unchecked' ? '' : `  ${paintOf(paint, signature)}`;
  const kind = paint('bold', shown(event ?? 'delivery'));
  const typed = command === '' ? '' : `          $ ${paint('bold', shown(command))}\n`;
  return `${time}  ${kind}  ${shown(text)}${mark}\n${typed}`;
}

function paintOf(paint: Paint, signature: RecordedDelivery['signature']): string {
  return paint(signature === 'valid' ? 'green' : 'red', `[signature ${signature}]`);
}

/** Of either format; Slack's has the command inside its text. */
function partsOf(body: unknown): { text: string; command: string } {
  const { text, command } =
    typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  return {
    text: typeof text === 'string' ? text : JSON.stringify(body),
    command: typeof command === 'string' ? command : '',
  };
}

/** Anyone on this machine can post, so control characters must not move the terminal's cursor. */
function shown(text: string): string {
  return text.replaceAll(/[\u0000-\u001f\u007f-\u009f]+/g, ' ');
}

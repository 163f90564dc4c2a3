import { own } from '../../common/own.ts';
import { createHash } from 'node:crypto';
import type { WebhookSettings } from '../../core/definition/definition.ts';
import { webhookUrlProblem } from '../../core/definition/webhook-schema.ts';
import type { Alert } from './derive/alert.ts';
import { signatureOf, SIGNATURE_HEADER } from './signature.ts';

export interface RequestOptions {
  env: NodeJS.ProcessEnv;
  /** The sender, with the id of its file of cursors. */
  from: Sender & { id: string };
  nowMs: number;
}

/** A request, or why none can be made: a variable that is not set, say. */
export type WebhookRequest =
  { url: string; headers: Record<string, string>; body: string } | { problem: string };

export function requestOf(
  settings: WebhookSettings,
  alert: Alert,
  { env, from, nowMs }: RequestOptions,
): WebhookRequest {
  const url = textOf(settings.url, env);
  if (url === undefined) return unset(settings.url);
  // An address in the file was checked when it was read.
  const wrong = webhookUrlProblem(url);
  if (wrong !== undefined) return { problem: `its address is not one: ${wrong}` };
  const secret = settings.secret && textOf(settings.secret, env);
  if (settings.secret !== undefined && secret === undefined) return unset(settings.secret);
  const id = deliveryId(from.id, settings.name, alert);
  const body = payloadOf(settings.format, alert, { ...from, id });
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'colorteller',
    'x-colorteller-id': id,
    'x-colorteller-event': alert.kind,
    ...(secret === undefined ? {} : { [SIGNATURE_HEADER]: signatureOf(secret, body, nowMs) }),
  };
  return { url, headers, body };
}

/** The part of an address that may be shown: the path of a Slack address is a secret. */
export function shownUrl(url: WebhookSettings['url']): string {
  return typeof url === 'string' ? new URL(url).origin : `$${url.env}`;
}

function textOf(value: WebhookSettings['url'], env: NodeJS.ProcessEnv): string | undefined {
  const text = typeof value === 'string' ? value : own(env, value.env);
  return text === '' ? undefined : text;
}

function unset(value: WebhookSettings['url']): { problem: string } {
  const name = typeof value === 'string' ? '' : value.env;
  return {
    problem: `the environment variable ${name} is not set; set it and restart the orchestrator`,
  };
}

/** Stable for an alert, also after a restart. */
function deliveryId(file: string, webhook: string, alert: Alert): string {
  const { kind, seq, atMs, release, phase, region, stack } = alert;
  const parts = [file, webhook, kind, seq, atMs, release, phase, region, stack];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}

/** The origin of an alert, for receivers of several workspaces. */
interface Sender {
  /** The name of the workspace's folder. */
  workspace: string;
}

/** The body of a delivery in the format `json`; keys may be added, but never change their meaning. */
interface JsonPayload extends Omit<Alert, 'kind' | 'atMs'>, Sender {
  version: 1;
  /** Unique to a delivery, the same for each of its attempts. */
  id: string;
  /** The kind of the alert; `test` for one that `webhooks test` sends. */
  event: Alert['kind'];
  /** Pipeline time, ISO 8601. */
  at: string;
}

/** The body of a delivery. */
export function payloadOf(
  format: WebhookSettings['format'],
  alert: Alert,
  from: Sender & { id: string },
): string {
  return JSON.stringify(format === 'slack' ? slackPayload(alert, from) : jsonPayload(alert, from));
}

function jsonPayload(
  { kind, atMs, ...alert }: Alert,
  { id, workspace }: Sender & { id: string },
): JsonPayload {
  const at = new Date(atMs).toISOString();
  return { version: 1, id, event: kind, at, workspace, ...alert };
}

/** Slack accepts 3000 characters a block; a typed reason may have more. */
const LONGEST_TEXT = 1_000;

/** For Slack's incoming webhooks: `text` for notifications, `blocks` for the message. */
function slackPayload({ text, command, seq }: Alert, { workspace }: Sender): object {
  const sentence = escaped(text.slice(0, LONGEST_TEXT));
  const typed = command === null ? '' : `\n\`${escaped(command.slice(0, LONGEST_TEXT))}\``;
  const origin = `${escaped(workspace)}, event ${seq}`;
  return {
    text: sentence,
    blocks: [
      { type: 'section', text: { type: 'mrkdwn', text: `${sentence}${typed}` } },
      { type: 'context', elements: [{ type: 'mrkdwn', text: origin }] },
    ],
  };
}

/** Slack reads these as a mention or a link unless they are escaped. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

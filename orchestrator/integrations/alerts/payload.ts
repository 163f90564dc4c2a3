import type { WebhookSettings } from '../../core/definition/definition.ts';
import type { Alert } from './derive/alert.ts';

/** The origin of an alert, for receivers of several workspaces. */
export interface Sender {
  /** The name of the workspace's folder. */
  workspace: string;
}

/** The body of a delivery in the format `json`; keys may be added, but never change their meaning. */
export interface JsonPayload extends Omit<Alert, 'kind' | 'atMs'>, Sender {
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

import type { WebhookSettings } from '../../core/definition/definition.ts';
import type { Alert } from './derive/alert.ts';

/** Where an alert comes from, as receivers of several workspaces have to know. */
export interface Sender {
  /** The name of the workspace's folder. */
  workspace: string;
}

/** The body of a delivery in the format `json`; a new key may be added, none changes its meaning. */
export interface JsonPayload extends Omit<Alert, 'kind' | 'atMs'>, Sender {
  version: 1;
  /** The same for each try of a delivery, and for no other delivery. */
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

/** Slack takes 3000 characters a block; a reason that people type may have more. */
const LONGEST_TEXT = 1_000;

/** As Slack's incoming webhooks take it: `text` for notifications, `blocks` for the message. */
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

/** What Slack reads as a mention or a link, unless it is escaped. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

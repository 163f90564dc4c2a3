import type { RecordedDelivery } from '../outputs/webhooks.ts';
import type { Paint } from './paint.ts';

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

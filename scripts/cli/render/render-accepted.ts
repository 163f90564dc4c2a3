import type { Accepted } from '../../../orchestrator/control-plane/view/answers.ts';
import { wrap } from './layout.ts';
import { paintFor } from './paint.ts';

/** The outcome of a change of a dynamic config. */
export function renderAccepted(
  stdout: NodeJS.WritableStream,
  config: string,
  { release }: Accepted,
): string {
  const paint = paintFor(stdout);
  const text = release === null ? `"${config}" is changed for everyone.` : outcomeOf(release);
  return wrap(paint, `${paint('green', '✔')} ${text}\n`);
}

function outcomeOf({ id, status, actions, waitingFor }: NonNullable<Accepted['release']>): string {
  if (status === 'ABORTED') return `${id} is aborted: ${actions.at(-1)?.reason ?? ''}.`;
  return `${id} is started: ${waitingFor?.reason ?? 'it is complete'}.`;
}

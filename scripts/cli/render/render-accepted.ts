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
  const text =
    release === null
      ? `"${config}" is changed for everyone.`
      : `${release.id} is started: ${release.waitingFor?.reason ?? 'it is complete'}.`;
  return wrap(paint, `${paint('green', '✔')} ${text}\n`);
}

import type { Accepted } from '../client/control-client.ts';
import { paintFor } from './paint.ts';

/** What became of a change of a dynamic config, in a line. */
export function renderAccepted(
  stdout: NodeJS.WritableStream,
  config: string,
  { release }: Accepted,
): string {
  const done = paintFor(stdout)('green', '✔');
  return release === null
    ? `${done} "${config}" is changed for everyone.\n`
    : `${done} ${release.id} is started; now ${release.waitingFor?.reason ?? 'it is complete'}.\n`;
}

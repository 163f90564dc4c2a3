import { createInterface } from 'node:readline';
import { execa } from 'execa';
import type { Recording, Written } from './asciicast.ts';

export interface RecordOptions {
  /** What the recording shows as typed. */
  title: string;
  /** In characters. */
  width: number;
  height: number;
  file: string;
  args: readonly string[];
}

/** The session of a page that was open during the recording is nobody's business. */
const SESSION = /session=[\w-]+/g;

/**
 * Runs a command as a terminal in colours would, and notes what it writes, line by line.
 * @throws what execa throws where the command fails.
 */
export async function record({ file, args, ...shown }: RecordOptions): Promise<Recording> {
  const started = performance.now();
  const written: Written[] = [{ at: 0, text: `$ ${shown.title}\r\n` }];
  const child = execa(file, args, {
    stdin: 'ignore',
    env: { FORCE_COLOR: '1', NO_COLOR: undefined },
    buffer: { stdout: false },
  });
  for await (const line of createInterface({ input: child.stdout })) {
    const at = Math.round(performance.now() - started) / 1000;
    written.push({ at, text: `${line.replace(SESSION, 'session=…')}\r\n` });
  }
  await child;
  return { ...shown, written };
}

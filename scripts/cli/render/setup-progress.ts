import sliceAnsi from 'slice-ansi';
import type { Progress } from '../../../infra/toolchain/progress.ts';
import type { Paint } from './paint.ts';

/** Pause between two progress lines where lines cannot be rewritten. */
const QUIET_MS = 5_000;

const CLEAR_LINE = '\r\u001b[K';

/**
 * Writes the progress of an installation: each step when it starts, and its outcome and duration when it ends. In
 * between a terminal shows one line that is rewritten each second; elsewhere a line is written every 5 seconds.
 */
export function createProgressWriter(
  stream: NodeJS.WritableStream,
  paint: Paint,
): (progress: Progress) => void {
  const isTerminal = (stream as Partial<NodeJS.WriteStream>).isTTY === true;
  const write = (text: string): void => void stream.write(text);
  const clear = isTerminal ? CLEAR_LINE : '';
  let writtenAtMs = 0;
  return (progress) => {
    switch (progress.kind) {
      case 'started':
        writtenAtMs = 0;
        write(`${paint('cyan', '→')} ${progress.what}\n`);
        return;
      case 'going-on': {
        const line = `  … ${progress.what} ${paint('dim', `(${duration(progress.elapsedMs)})`)}`;
        // A line that the terminal wraps could not be rewritten.
        if (isTerminal) write(`${CLEAR_LINE}${sliceAnsi(line, 0, paint.columns)}`);
        else if (progress.elapsedMs - writtenAtMs >= QUIET_MS) {
          writtenAtMs = progress.elapsedMs;
          write(`${line}\n`);
        }
        return;
      }
      case 'done':
        write(`${clear}${paint('green', '✔')} done in ${duration(progress.elapsedMs)}\n`);
        return;
      case 'failed': {
        const { elapsedMs, reason, output } = progress;
        write(`${clear}${paint('yellow', '✖')} failed after ${duration(elapsedMs)}: ${reason}\n`);
        if (output.length > 0) write(`${output.map((line) => `    ${line}`).join('\n')}\n`);
        return;
      }
    }
  };
}

/** `0.4 s`, `12 s`, `3 min 17 s`. */
export function duration(ms: number): string {
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

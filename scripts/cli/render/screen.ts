import type { WriteStream } from 'node:tty';
import type { CommandContext } from '../command-context.ts';

/** A terminal's alternate screen, as editors use it: a resize leaves no rests, and what was there before comes back. */
export interface Screen {
  rows: () => number;
  /** Shows a text; lines below the last row are left out. */
  draw(text: string): void;
  /** Called after the terminal was resized, and when the command goes on after Ctrl-Z. */
  onResize(redraw: () => void): void;
  /** Leaves it, with the last text below what was there before. */
  close(): void;
}

/** Rows of a terminal that does not say how many it has. */
const USUAL_ROWS = 24;

const ENTER = '\u001b[?1049h\u001b[?25l\u001b[2J';
const LEAVE = '\u001b[?25h\u001b[?1049l';
const HOME = '\u001b[H';
const CLEAR_TO_END_OF_LINE = '\u001b[K';
const CLEAR_BELOW = '\u001b[J';

/** Undefined where the output is no terminal. */
export function openScreen({ stdout }: Pick<CommandContext, 'stdout'>): Screen | undefined {
  if (!isTerminal(stdout)) return undefined;
  const rows = () => stdout.rows || USUAL_ROWS;
  let last = '';
  const listeners: (() => void)[] = [];
  // The shell gets its screen and its cursor while the command is stopped.
  const suspend = () => {
    stdout.write(LEAVE);
    process.kill(process.pid, 'SIGSTOP');
  };
  const resume = () => {
    stdout.write(ENTER);
    for (const redraw of listeners) redraw();
  };
  process.on('SIGTSTP', suspend).on('SIGCONT', resume);
  stdout.write(ENTER);
  return {
    rows,
    draw: (text) => {
      last = text;
      const lines = text.replace(/\n$/, '').split('\n').slice(0, rows());
      stdout.write(
        `${HOME}${lines.map((line) => `${line}${CLEAR_TO_END_OF_LINE}`).join('\n')}${CLEAR_BELOW}`,
      );
    },
    onResize: (redraw) => {
      listeners.push(redraw);
      stdout.on('resize', redraw);
    },
    close: () => {
      process.off('SIGTSTP', suspend).off('SIGCONT', resume);
      for (const redraw of listeners) stdout.off('resize', redraw);
      stdout.write(`${LEAVE}${last}`);
    },
  };
}

function isTerminal(stream: NodeJS.WritableStream): stream is WriteStream {
  return (stream as Partial<WriteStream>).isTTY === true;
}

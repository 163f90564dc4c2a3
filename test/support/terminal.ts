import { PassThrough, Writable } from 'node:stream';
import xterm from '@xterm/headless';

/** A terminal that shows what a command writes, as a person sees it. */
export interface TestTerminal {
  stdout: NodeJS.WritableStream;
  stdin: NodeJS.ReadableStream;
  /** The rows that are on the screen now, without blanks at their ends. */
  screen: () => string[];
  /** The same, with what has scrolled away. */
  history: () => string[];
  press: (key: 'Enter') => void;
  resize: (columns: number, rows: number) => void;
}

export function createTerminal(columns: number, rows: number): TestTerminal {
  const emulator = new xterm.Terminal({
    cols: columns,
    rows,
    convertEol: true,
    scrollback: 1_000,
    allowProposedApi: true,
  });
  const stdin = new PassThrough();
  const stdout = Object.assign(
    new Writable({
      write: (chunk: Buffer, _encoding, done) => emulator.write(new Uint8Array(chunk), done),
    }),
    { isTTY: true, columns, rows },
  );
  const rowsFrom = (first: number) => {
    const { active } = emulator.buffer;
    return Array.from({ length: active.length - first }, (_, at) =>
      (active.getLine(first + at)?.translateToString(true) ?? '').trimEnd(),
    );
  };
  return {
    stdout,
    stdin,
    screen: () => rowsFrom(emulator.buffer.active.baseY),
    history: () => rowsFrom(0),
    press: () => {
      // The terminal itself echoes what is typed.
      stdout.write('\n');
      stdin.write('\n');
    },
    resize: (width, height) => {
      emulator.resize(width, height);
      Object.assign(stdout, { columns: width, rows: height });
      stdout.emit('resize');
    },
  };
}

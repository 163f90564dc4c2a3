/** Text that a command wrote, at its time. */
export interface Written {
  /** Since the start, in seconds. */
  at: number;
  text: string;
}

/** A terminal session, as asciinema keeps it. */
export interface Recording {
  /** In characters. */
  width: number;
  height: number;
  title: string;
  /** In the order of time. */
  written: readonly Written[];
}

const VERSION = 2;

/** The recording as an asciicast file, version 2: a header, then a line for each text. */
export function toAsciicast({ width, height, title, written }: Recording): string {
  const header = { version: VERSION, width, height, title };
  const lines = [header, ...written.map(({ at, text }) => [at, 'o', text])];
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

/** @throws Error where it is no asciicast of version 2. */
export function parseAsciicast(file: string): Recording {
  const [first = 'null', ...lines] = file.trimEnd().split('\n');
  const header = JSON.parse(first) as (Omit<Recording, 'written'> & { version: number }) | null;
  if (header?.version !== VERSION) throw new Error(`no asciicast of version ${VERSION}: ${first}`);
  const events = lines.map((line) => JSON.parse(line) as [number, string, string]);
  const { width, height, title } = header;
  const written = events.filter(([, kind]) => kind === 'o').map(([at, , text]) => ({ at, text }));
  return { width, height, title, written };
}

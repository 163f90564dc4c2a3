import type { AlertKind } from '../../../core/definition/definition.ts';

/** An event worth a notification. Fields that do not apply are null. */
export interface Alert {
  kind: AlertKind | 'test';
  /** Number of the event in the log. */
  seq: number;
  atMs: number;
  /** One sentence. */
  text: string;
  /** What to type next. */
  command: string | null;
  release: string | null;
  config: string | null;
  phase: string | null;
  region: string | null;
  stack: string | null;
  actor: string | null;
  reason: string | null;
}

/** An alert without the fields of its event. */
export type AlertContent = Pick<Alert, 'text'> &
  Partial<Omit<Alert, 'kind' | 'seq' | 'atMs' | 'text'>>;

const OF_NOTHING = {
  command: null,
  release: null,
  config: null,
  phase: null,
  region: null,
  stack: null,
  actor: null,
  reason: null,
};

export function alertOf(
  kind: Alert['kind'],
  { seq, atMs }: Pick<Alert, 'seq' | 'atMs'>,
  content: AlertContent,
): Alert {
  return { kind, seq, atMs, ...OF_NOTHING, ...content };
}

/** A `colorteller` command line; names are quoted for the shell. */
export function commandLine(...words: readonly string[]): string {
  return ['npx', 'colorteller', ...words.map(quoted)].join(' ');
}

function quoted(word: string): string {
  return /^[\w./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

import type { AlertKind } from '../../../core/definition/definition.ts';

/** Something that happened, worth telling people who do not look. What does not belong to it is null. */
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

/** An alert before it is known of which event it is. */
export type Said = Pick<Alert, 'text'> & Partial<Omit<Alert, 'kind' | 'seq' | 'atMs' | 'text'>>;

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
  said: Said,
): Alert {
  return { kind, seq, atMs, ...OF_NOTHING, ...said };
}

/** A command line of ours; whatever a name holds, a shell takes it as one word. */
export function commandLine(...words: readonly string[]): string {
  return ['npx', 'colorteller', ...words.map(quoted)].join(' ');
}

function quoted(word: string): string {
  return /^[\w./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

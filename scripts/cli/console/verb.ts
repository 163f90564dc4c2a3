import type { OperationName } from '../../../orchestrator/control-plane/openapi/operation-name.ts';

/** What a verb sends besides its path: a document of the person's, or what a few flags say. */
export type BodyKind = 'document' | 'phase' | 'archive' | 'unarchive';

/** One operation of the published Console API as a command. */
export interface Verb {
  name: string;
  summary: string;
  operation: OperationName;
  body?: BodyKind;
  /** Answers with what `--set` edits; without it, edits begin with nothing. */
  current?: OperationName;
  /** Flags, by the parameter of the query that each stands for. */
  filters?: Readonly<Record<string, string>>;
  /** The key of the data that holds a list of things. */
  rows?: string;
  /** One of the rows is meant, by its id. */
  picks?: true;
  /** What a person sees of a list: headings, and where in a thing their cells are. Default: those of the resource. */
  columns?: Columns;
}

export type Columns = Readonly<Record<string, string>>;

export interface Resource {
  name: string;
  summary: string;
  columns: Columns;
  verbs: readonly Verb[];
  /** An id for the examples of `--help`. */
  example: string;
  /** A small edit for them. */
  edit: string;
}

/** A verb in one line. */
export function verb(
  name: string,
  summary: string,
  operation: OperationName,
  more: Partial<Verb> = {},
): Verb {
  return { name, summary, operation, ...more };
}

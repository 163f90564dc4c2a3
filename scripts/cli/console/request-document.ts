import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { parse } from 'yaml';
import { AppError } from '../../../orchestrator/common/errors/app-error.ts';
import { parsePair } from '../parse-pair.ts';
import { setPath } from './set-path.ts';

export interface DocumentOptions {
  /** JSON or YAML; - for standard input. */
  file?: string;
  /** `path=value`, in order. */
  set: readonly string[];
}

type Json = Readonly<Record<string, unknown>>;

/**
 * The body that a person asks for: a file, with edits. Edits without a file begin with what is there now, of which only
 * the keys that they touch are sent.
 * @param present the present document, requested only when an edit goes below its first key.
 * @throws AppError BAD_INPUT
 */
export async function requestDocument(
  { file, set }: DocumentOptions,
  stdin: NodeJS.ReadableStream,
  present: () => Promise<unknown>,
): Promise<unknown> {
  const example = '--set description="for all" --set isEnabled=true';
  const edits = set.map((pair) => parsePair(pair, example));
  if (file === undefined && edits.length === 0) {
    throw new AppError('BAD_INPUT', 'it is not said what to send', {
      action: 'Give --file FILE (JSON or YAML, - for standard input), or --set PATH=VALUE.',
    });
  }
  if (file !== undefined) return edited(await readDocument(file, stdin), edits);
  const isDeep = edits.some(([path]) => path.includes('.'));
  const before = isDeep ? (((await present()) ?? {}) as Json) : {};
  const touched = new Set(edits.map(([path]) => path.split('.')[0]));
  return edited(
    Object.fromEntries(Object.entries(before).filter(([key]) => touched.has(key))),
    edits,
  );
}

function edited(document: unknown, edits: readonly [string, unknown][]): unknown {
  return edits.reduce((result, [path, value]) => setPath(result, path, value), document);
}

async function readDocument(file: string, stdin: NodeJS.ReadableStream): Promise<unknown> {
  const source = file === '-' ? 'standard input' : file;
  try {
    // JSON is YAML too.
    return parse(file === '-' ? await text(stdin) : await readFile(file, 'utf8')) as unknown;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new AppError('BAD_INPUT', `--file ${source} cannot be read: ${why}`, {
      action: 'Give a file of JSON or YAML, or - for standard input.',
      cause,
    });
  }
}

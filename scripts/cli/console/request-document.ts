import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { parse } from 'yaml';
import { AppError } from '../../../orchestrator/common/errors/app-error.ts';
import { parsePair } from '../parse-pair.ts';
import { own } from '../../../orchestrator/common/own.ts';

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
 * @param current the present document, requested only when an edit goes below its first key.
 * @throws AppError BAD_INPUT
 */
export async function requestDocument(
  { file, set }: DocumentOptions,
  stdin: NodeJS.ReadableStream,
  current: () => Promise<unknown>,
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
  const before = isDeep ? (((await current()) ?? {}) as Json) : {};
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

/**
 * The document with the value at a path, such as `phases.0.requiredReview`, changed; a number names an item of a list,
 * the one after the last adds to it. What is not there yet is made.
 * @throws AppError BAD_INPUT for an item that no list has, or a path through what is no object or list.
 */
export function setPath(document: unknown, path: string, value: unknown): unknown {
  return setAt(document, path.split('.'), value, path);
}

function setAt(document: unknown, keys: readonly string[], value: unknown, path: string): unknown {
  const [key, ...rest] = keys;
  if (key === undefined) return value;
  if (Array.isArray(document)) {
    const items = document as unknown[];
    const index = /^\d+$/.test(key) ? Number(key) : NaN;
    if (!(index <= items.length))
      throw badPath(path, `"${key}" is no item of a list of ${items.length}`);
    const copy = [...items];
    copy[index] = setAt(items[index], rest, value, path);
    return copy;
  }
  if (document !== undefined && document !== null && typeof document !== 'object') {
    throw badPath(
      path,
      `there is ${JSON.stringify(document)} before "${key}", which holds nothing`,
    );
  }
  const object = (document ?? {}) as Json;
  return { ...object, [key]: setAt(own(object, key), rest, value, path) };
}

function badPath(path: string, why: string): AppError {
  return new AppError('BAD_INPUT', `--set ${path}: ${why}`, {
    action: 'Print the current document with the verb get, or pass a complete one with --file.',
  });
}

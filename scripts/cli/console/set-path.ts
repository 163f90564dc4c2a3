import { own } from '../../../orchestrator/common/own.ts';
import { AppError } from '../../../orchestrator/common/errors/app-error.ts';

type Json = Readonly<Record<string, unknown>>;

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
    action: 'Look at what there is with the verb get, or give the whole by --file.',
  });
}

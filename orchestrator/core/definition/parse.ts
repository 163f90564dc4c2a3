import { LineCounter, parseDocument, type Document } from 'yaml';
import type { z } from 'zod';
import { AppError } from '../../common/errors/app-error.ts';
import { unreadable } from '../../common/readable.ts';
import { checkYaml, type YamlProblem } from './check-yaml.ts';
import type { Definition } from './definition.ts';
import { checkSteps, expandSteps, type Expansion } from './expand-steps.ts';
import type { WorkspaceInput } from '../workspace/written.ts';
import type { DefinitionProblem } from './references.ts';
import { workspaceSchema } from './schema.ts';
import { toDefinition } from './to-definition.ts';
import { checkDocument } from './check-definition.ts';

/** Of a workspace file, in characters. */
export const LONGEST_TEXT = 512 * 1024;
/** So many problems are told; a file of another kind may have thousands. */
const MOST_PROBLEMS = 20;

/** What is nested thousands of levels deep overflows the stack, in the library or after it. */
const STACK_OVERFLOW = /maximum call stack/i;
const TOO_DEEP = 'it is nested too deeply';

/** A definition, and where its parts are in the text it was read from. */
export interface LocatedDefinition {
  definition: Definition;
  /** Line of the deepest node that exists on a path of keys and indexes, counted from 1. */
  lineOf: (path: DefinitionProblem['path']) => number;
  /** What `steps` of pipelines stand for; the file itself says steps. */
  expanded: Expansion;
}

/**
 * Reads a workspace file (YAML or JSON text).
 * @param file name for messages, as the user knows it.
 * @throws AppError WORKSPACE_INVALID naming file, line, path, what is wrong and what is allowed.
 */
export function parseDefinition(text: string, file: string): Definition {
  return parseLocated(text, file).definition;
}

/** As {@link parseDefinition}, for those who go on to speak of places in the file. */
export function parseLocated(text: string, file: string): LocatedDefinition {
  if (text.length > LONGEST_TEXT) throw tooLong(file);
  const lines = new LineCounter();
  const document = readYaml(text, file, lines);
  return checkWritten(document.toJS({ maxAliasCount: -1 }), file, (path) =>
    lineOf(document, lines, path),
  );
}

/**
 * Checks what a workspace file says, whatever language it is written in.
 * @param file name for messages, as the user knows it.
 * @throws AppError WORKSPACE_INVALID, as {@link parseDefinition} does.
 */
export function checkWritten(
  said: unknown,
  file: string,
  lineOf: LocatedDefinition['lineOf'],
): LocatedDefinition {
  const refused = (problems: readonly DefinitionProblem[]) =>
    invalidFile(
      file,
      ...problems.map(({ path, message }) => ({
        line: lineOf(path),
        path: path.join('.'),
        message,
      })),
    );
  const written = withoutExtensions(said);
  const unread = unreadableParts(written);
  if (unread.length > 0) throw refused(unread);
  const parsed = workspaceSchema.safeParse(written);
  if (!parsed.success) throw refused(parsed.error.issues.flatMap(problemsOfIssue));
  const unexpanded = toDefinition(parsed.data);
  const unclear = checkSteps(parsed.data, unexpanded);
  if (unclear.length > 0) throw refused(unclear);
  // What the schema accepts is of the type that it takes.
  const expanded = expandSteps(written as WorkspaceInput, parsed.data, unexpanded);
  const definition =
    expanded.pipelines.length === 0
      ? unexpanded
      : toDefinition(workspaceSchema.parse(expanded.whole));
  const problems = checkDocument(parsed.data, definition);
  if (problems.length > 0) throw refused(problems);
  return { definition, lineOf, expanded };
}

/** @throws AppError WORKSPACE_INVALID where it is no YAML that can be converted. */
function readYaml(text: string, file: string, lines: LineCounter): Document {
  const refused = (problems: readonly YamlProblem[]) =>
    invalidFile(
      file,
      ...problems.map(({ offset, message }) => ({
        line: Math.max(1, lines.linePos(offset).line),
        message,
      })),
    );
  try {
    // Keys are checked below: the library compares each with each.
    const options = { lineCounter: lines, prettyErrors: false, uniqueKeys: false, merge: true };
    const document = parseDocument(text, options);
    const errors = document.errors.map(({ pos, message }) => ({
      offset: pos[0],
      message: STACK_OVERFLOW.test(message) ? TOO_DEEP : message,
    }));
    const problems = errors.length > 0 ? errors : checkYaml(document);
    if (problems.length === 0) return document;
    throw refused(problems);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw refused([{ offset: 0, message: TOO_DEEP }]);
  }
}

/** Without the keys of the top level that begin with `x-`: people keep notes and anchors there. */
function withoutExtensions(written: unknown): unknown {
  if (typeof written !== 'object' || written === null || Array.isArray(written)) return written;
  return Object.fromEntries(Object.entries(written).filter(([key]) => !key.startsWith('x-')));
}

/** An issue of a schema as problems: unknown keys each at their own place. */
export function problemsOfIssue(issue: z.core.$ZodIssue): DefinitionProblem[] {
  const path = issue.path.map((key) => (typeof key === 'symbol' ? key.toString() : key));
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: [...path, key],
      message: `"${key}" is not a valid key here; check its spelling or remove it`,
    }));
  }
  // A key that is no name says why in an issue of its own.
  const reason = issue.code === 'invalid_key' ? issue.issues[0]?.message : undefined;
  return [{ path, message: reason ?? issue.message }];
}

/** Keys and texts that would be lost or read as others, such as `"\ud800"`. */
function unreadableParts(
  value: unknown,
  path: DefinitionProblem['path'] = [],
  visited = new Set<object>(),
): DefinitionProblem[] {
  // Aliases make one node part of many, even of itself.
  if (typeof value !== 'object' || value === null || visited.has(value)) return [];
  visited.add(value);
  return Object.entries(value).flatMap(([key, item]) => {
    const at = [...path, Array.isArray(value) ? Number(key) : key];
    const message = unreadable(key, item);
    return [
      ...(message === undefined ? [] : [{ path: at, message }]),
      ...unreadableParts(item, at, visited),
    ];
  });
}

/** Line of the deepest node that exists on the path, so that a missing key is shown at its parent. */
function lineOf(document: Document, lines: LineCounter, path: DefinitionProblem['path']): number {
  for (let depth = path.length; depth > 0; depth--) {
    const node = document.getIn(path.slice(0, depth), true);
    if (hasRange(node)) return lines.linePos(node.range[0]).line;
  }
  return 1;
}

function hasRange(node: unknown): node is { range: [number, number, number] } {
  return typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range);
}

/** A longer file is refused before it is read: the control plane would stand still meanwhile. */
export function tooLong(file: string): AppError {
  const message = `it is larger than ${LONGEST_TEXT / 1024} KiB; remove what is not needed`;
  return invalidFile(file, { line: 1, message });
}

/** What is wrong with a workspace file, and where. */
export interface FileProblem {
  /** Where it is in another file: one that the workspace file imports. */
  file?: string;
  line: number;
  /** Keys and indexes from the top, joined by dots. Left out: none. */
  path?: string;
  message: string;
}

/** The error of a workspace file with problems. */
export function invalidFile(file: string, ...problems: FileProblem[]): AppError {
  const told = problems.slice(0, MOST_PROBLEMS).map((problem) => ({ path: '', ...problem }));
  const list = told.map(
    ({ line, path, message, file: where = file }) =>
      `  ${where}:${line}${path === '' ? '' : ` ${path}`}: ${message}`,
  );
  if (problems.length > told.length) list.push(`  … and ${problems.length - told.length} more`);
  return new AppError('WORKSPACE_INVALID', `the workspace file is not valid:\n${list.join('\n')}`, {
    action: `Correct ${told[0]?.file ?? file} and try again; nothing was changed.`,
    details: { file, problems: told },
  });
}

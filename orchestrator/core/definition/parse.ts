import { LineCounter, parseDocument, type Document } from 'yaml';
import type { z } from 'zod';
import { AppError } from '../../common/errors/app-error.ts';
import { isWholeText } from '../../common/whole-text.ts';
import type { Definition } from './definition.ts';
import { checkReferences, type DefinitionProblem } from './references.ts';
import { checkTargeting } from './targeting-references.ts';
import { workspaceSchema } from './schema.ts';
import { toDefinition } from './to-definition.ts';
import { checkValues } from './value-problems.ts';

/** A definition, and where its parts are in the text it was read from. */
export interface LocatedDefinition {
  definition: Definition;
  /** Line of the deepest node that exists on a path of keys and indexes, counted from 1. */
  lineOf: (path: DefinitionProblem['path']) => number;
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
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const locate = (path: DefinitionProblem['path']) => lineOf(document, lines, path);

  if (document.errors.length > 0) {
    throw invalid(
      file,
      document.errors.map((error) => ({
        line: lines.linePos(error.pos[0]).line,
        path: '',
        message: error.message,
      })),
    );
  }
  const refused = (problems: readonly DefinitionProblem[]) =>
    invalid(
      file,
      problems.map(({ path, message }) => ({ line: locate(path), path: path.join('.'), message })),
    );
  const written: unknown = document.toJS();
  const halves = halfCharacters(written);
  if (halves.length > 0) throw refused(halves);
  const parsed = workspaceSchema.safeParse(written);
  if (!parsed.success) throw refused(parsed.error.issues.flatMap(problemsOfIssue));
  const definition = toDefinition(parsed.data);
  const problems = [
    ...checkReferences(parsed.data),
    ...checkTargeting(parsed.data),
    ...checkValues(definition),
  ];
  if (problems.length > 0) throw refused(problems);
  return { definition, lineOf: locate };
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
  return [{ path, message: issue.message }];
}

/** Texts that hold half of a character, which an escape can write (`"\ud800"`) and UTF-8 cannot. */
function halfCharacters(
  value: unknown,
  path: DefinitionProblem['path'] = [],
  visited = new Set<object>(),
): DefinitionProblem[] {
  if (typeof value === 'string') {
    const message = 'it holds half of a character (a lone surrogate)';
    return isWholeText(value) ? [] : [{ path, message }];
  }
  // Aliases make one node part of many, even of itself.
  if (typeof value !== 'object' || value === null || visited.has(value)) return [];
  visited.add(value);
  return Object.entries(value).flatMap(([key, item]) => {
    const at = [...path, Array.isArray(value) ? Number(key) : key];
    return [...halfCharacters(key, at), ...halfCharacters(item, at, visited)];
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

function invalid(
  file: string,
  problems: { line: number; path: string; message: string }[],
): AppError {
  const list = problems.map(
    ({ line, path, message }) => `  ${file}:${line}${path === '' ? '' : ` ${path}`}: ${message}`,
  );
  return new AppError('WORKSPACE_INVALID', `the workspace file is not valid:\n${list.join('\n')}`, {
    action: `Correct ${file} and try again; nothing was changed.`,
    details: { file, problems },
  });
}

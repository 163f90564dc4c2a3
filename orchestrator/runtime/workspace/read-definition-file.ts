import path from 'node:path';
import { AppError } from '../../common/errors/app-error.ts';
import {
  checkWritten,
  invalidFile,
  LONGEST_TEXT,
  parseLocated,
  tooLong,
  type LocatedDefinition,
} from '../../core/definition/parse.ts';
import type { Definition } from '../../core/definition/definition.ts';
import { fingerprint } from './fingerprint.ts';
import { compileProgram } from './typescript/compile-program.ts';
import { loadTypeScript, type LoadOptions, type Loaded } from './typescript/load-typescript.ts';
import { sourceLine } from './typescript/source-line.ts';
import { readWorkspaceText } from './workspace-text.ts';

/** A workspace file that is valid. */
export interface DefinitionFile extends LocatedDefinition {
  /** Its name for messages: relative to the working directory. */
  file: string;
  /** What it says, as YAML or JSON; of TypeScript the JSON of what it exports. */
  text: string;
}

/** How a workspace file was read, and of what. */
export interface DefinitionReading {
  /** Every file that it consists of, by absolute path, with the fingerprint of what was read. */
  inputs: ReadonlyMap<string, string>;
  result: DefinitionFile | { broken: AppError };
}

/**
 * Reads a workspace file: YAML, JSON or TypeScript, as its name says. TypeScript is evaluated: it is code of the person who
 * runs this, and comes from the file system alone.
 * @throws AppError WORKSPACE_INVALID; an error of the file system where it cannot be read.
 */
export async function readDefinitionFile(
  file: string,
  options: ReadOptions = {},
): Promise<DefinitionFile> {
  const { result } = await readDefinition(file, options);
  if ('broken' in result) throw result.broken;
  return result;
}

export interface ReadOptions extends LoadOptions {
  /** The folder that keeps the compiled program; left out: it is only checked. */
  programs?: string;
}

/** As {@link readDefinitionFile}, for those who read it again when one of its files changes. */
export async function readDefinition(
  file: string,
  options: ReadOptions = {},
): Promise<DefinitionReading> {
  const reading = await readOwnFile(file, options);
  const { result } = reading;
  if ('broken' in result || result.definition.program === undefined) return reading;
  const compiled = await withProgram(result.definition, path.dirname(file), options);
  return {
    inputs: new Map([...reading.inputs, ...compiled.inputs]),
    result: 'broken' in compiled ? compiled : { ...result, definition: compiled.definition },
  };
}

/**
 * Compiles the program that a definition names, if it names one.
 * @param folder that the workspace file is in.
 */
export async function withProgram(
  definition: Definition,
  folder: string,
  { programs, ...options }: ReadOptions,
): Promise<
  { inputs: DefinitionReading['inputs'] } & ({ definition: Definition } | { broken: AppError })
> {
  const { program } = definition;
  if (program === undefined) return { inputs: new Map(), definition };
  const file = path.resolve(folder, program.file);
  const { inputs, outcome } = await compileProgram(file, programs, options);
  return 'build' in outcome
    ? { inputs, definition: { ...definition, program: { ...program, build: outcome.build } } }
    : { inputs, broken: failedLoad(outcome, path.relative('.', file)) };
}

/** Without the program that it names. */
async function readOwnFile(file: string, options: ReadOptions): Promise<DefinitionReading> {
  const absolute = path.resolve(file);
  // Taken first: what changes meanwhile is read once more.
  const inputs = new Map([[absolute, await fingerprint(absolute)]]);
  const attempt = (read: () => DefinitionFile): DefinitionReading['result'] => {
    try {
      return read();
    } catch (error) {
      return { broken: toBroken(error) };
    }
  };
  let text: string;
  try {
    text = await readWorkspaceText(file);
  } catch (error) {
    return { inputs, result: { broken: toBroken(error) } };
  }
  const shown = path.relative('.', absolute);
  if (path.extname(file) !== '.ts') {
    return {
      inputs,
      result: attempt(() => ({ file: shown, text, ...parseLocated(text, shown) })),
    };
  }
  const loaded = await loadTypeScript(absolute, options);
  return {
    inputs: new Map([...inputs, ...loaded.inputs]),
    result: attempt(() => fromTypeScript(loaded, text, shown)),
  };
}

/** The error of a file in TypeScript that exports nothing. */
function failedLoad(
  outcome: Extract<Loaded['outcome'], { ended: unknown } | { problems: unknown }>,
  file: string,
): AppError {
  if ('ended' in outcome) return invalidFile(file, { line: 1, message: outcome.ended });
  const problems = outcome.problems.map((problem) => ({
    ...problem,
    file: path.relative('.', problem.file),
  }));
  return invalidFile(file, ...problems);
}

/** @throws AppError WORKSPACE_INVALID */
function fromTypeScript({ outcome }: Loaded, source: string, file: string): DefinitionFile {
  if ('ended' in outcome || 'problems' in outcome) throw failedLoad(outcome, file);
  if ('valueProblems' in outcome) {
    const problems = outcome.valueProblems.map(({ path: at, message }) => ({
      line: sourceLine(source, undefined, at),
      path: at.join('.'),
      message,
    }));
    throw invalidFile(file, ...problems);
  }
  if (!('json' in outcome)) throw new Error('a workspace was evaluated as a program');
  const { json } = outcome;
  if (json.length > LONGEST_TEXT) throw tooLong(file);
  const said: unknown = JSON.parse(json);
  return {
    file,
    text: JSON.stringify(said, null, 2),
    ...checkWritten(said, file, (at) => sourceLine(source, said, at)),
  };
}

/** @throws what is no problem of a workspace file. */
function toBroken(error: unknown): AppError {
  if (error instanceof AppError) return error;
  throw error;
}

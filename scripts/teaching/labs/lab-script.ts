import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { AppError } from '../../../orchestrator/common/errors/app-error.ts';
import { distPath } from '../../../orchestrator/common/package-root.ts';
import { realClock } from '../../../orchestrator/common/real-clock.ts';

/** A text, or `$(…)`, which stands for what its commands print. */
type WordPart = string | Pipeline;
type Command = WordPart[][];

interface Pipeline {
  commands: Command[];
  /** Where the output goes instead: `> FILE`. */
  file: string | undefined;
}

/** A line that a guide has its reader type. */
export interface LabLine {
  text: string;
  pipeline: Pipeline;
  /** `until …; do sleep 1; done`: tried again until it succeeds. */
  isRepeated: boolean;
}

/** What commands of labs may be, besides `npx colorteller`. */
const PROGRAMS = ['grep', 'head', 'mkdir', 'sed', 'sleep', 'tail'];

const REPEATED = /^until (.+); do sleep 1; done$/;
const TOKEN = /\s*(?:([|>])|((?:[^\s|>'"]|'[^']*'|"(?:[^"\\]|\\.)*")+))\s*/y;
const PART = /'([^']*)'|"((?:[^"\\]|\\.)*)"|([^'"]+)/g;
/** What a shell would expand, and we do not. */
const EXPANDED = /[$`&;<*?()~]/;

/**
 * Reads the commands of a guide. No shell ever sees them: they are the few forms that guides have, and each program is started with
 * its arguments.
 * @throws AppError BAD_INPUT for any other form, or a program that labs do not use.
 */
export function readScript(text: string): LabLine[] {
  return text.split('\n').map((line) => {
    const repeated = REPEATED.exec(line)?.[1];
    return {
      text: line,
      pipeline: readPipeline(repeated ?? line),
      isRepeated: repeated !== undefined,
    };
  });
}

function readPipeline(text: string): Pipeline {
  const commands: Command[] = [[]];
  let file: string | undefined;
  // Of its own: a substitution inside is read in between.
  const token = new RegExp(TOKEN);
  while (token.lastIndex < text.length) {
    const at = token.lastIndex;
    const [, operator, word] = token.exec(text) ?? [];
    if (operator === undefined && word === undefined) throw unreadable(text.slice(at));
    if (operator === '|') commands.push([]);
    else if (operator === '>') file = '';
    else if (file === '') file = word;
    else commands.at(-1)?.push(readWord(word ?? ''));
  }
  for (const command of commands) {
    // What a substitution stands for is no name of a program.
    const [name = '', first] = command.map((word) => word.find((part) => typeof part === 'string'));
    const isOurs = name === 'npx' && first === 'colorteller';
    if (!isOurs && !PROGRAMS.includes(name)) throw unreadable(name);
  }
  return { commands, file };
}

function readWord(word: string): WordPart[] {
  return [...word.matchAll(PART)].map(([, single, double, bare]): WordPart => {
    if (single !== undefined) return single;
    const inner = /^\$\((.+)\)$/.exec(double ?? '')?.[1];
    if (inner !== undefined) return readPipeline(inner);
    const text = double ?? bare ?? '';
    if ((double === undefined ? EXPANDED : /[$`]/).test(text)) throw unreadable(text);
    return text.replaceAll(/\\(["\\])/g, '$1');
  });
}

function unreadable(text: string): AppError {
  return new AppError('BAD_INPUT', `"${text}" is no command that a lab may have`, {
    action: `Write npx colorteller …, or ${PROGRAMS.join(', ')}, with | and > at most.`,
  });
}

/** The terminal of a lab: another one than that in which it runs. */
export interface LabTerminal {
  /** Of the lab. */
  workspace: string;
  env: NodeJS.ProcessEnv;
  signal: AbortSignal;
}

/** Of one line. @property output both streams, as a person sees them */
export interface LineResult {
  exitCode: number;
  output: string;
}

/** How often a repeated line is tried, a second apart. */
const MOST_TRIES = 90;

/** Types one line of a guide. */
export async function typeLine(
  { pipeline, isRepeated }: LabLine,
  terminal: LabTerminal,
): Promise<LineResult> {
  for (let tries = 1; ; tries++) {
    const result = await runPipeline(pipeline, terminal);
    if (!isRepeated || result.exitCode === 0 || tries === MOST_TRIES) return result;
    await realClock.sleep(1_000, terminal.signal);
  }
}

async function runPipeline(
  { commands, file }: Pipeline,
  terminal: LabTerminal,
): Promise<LineResult> {
  let input: string | undefined;
  let last = { stdout: '', stderr: '', all: '', exitCode: 0 };
  let before = '';
  for (const command of commands) {
    before += last.stderr;
    const words = await Promise.all(command.map((word) => expand(word, terminal)));
    last = await run(words, terminal, input);
    input = last.stdout;
  }
  if (file === undefined) return { exitCode: last.exitCode, output: before + last.all };
  await writeFile(path.resolve(path.dirname(terminal.workspace), file), last.stdout);
  return { exitCode: last.exitCode, output: before + last.stderr };
}

async function expand(word: readonly WordPart[], terminal: LabTerminal): Promise<string> {
  const texts = word.map(async (part) =>
    typeof part === 'string'
      ? inWorkspace(part, terminal)
      : (await runPipeline(part, terminal)).output.trimEnd(),
  );
  return (await Promise.all(texts)).join('');
}

/** Guides name the default workspace. */
function inWorkspace(text: string, { workspace }: LabTerminal): string {
  return text.startsWith('.colorteller/') ? path.join(workspace, text.slice(13)) : text;
}

async function run(
  [program = '', ...args]: readonly string[],
  { workspace, env, signal }: LabTerminal,
  input: string | undefined,
) {
  const isOurs = program === 'npx';
  const result = await execa(
    isOurs ? process.execPath : program,
    isOurs ? [distPath('scripts/cli/cli.js'), ...args.slice(1)] : args,
    {
      cwd: path.dirname(workspace),
      extendEnv: false,
      env: { ...env, COLORTELLER_WORKSPACE: workspace, NO_COLOR: '1', COLUMNS: '80' },
      reject: false,
      cancelSignal: signal,
      all: true,
      stripFinalNewline: false,
      ...(input === undefined ? { stdin: 'ignore' } : { input }),
    },
  );
  const { stdout, stderr, all, exitCode, shortMessage } = result;
  // A program that is not there has neither printed anything nor ended.
  if (exitCode === undefined) return { stdout, stderr, all: `${shortMessage}\n`, exitCode: 127 };
  return { stdout, stderr, all, exitCode };
}

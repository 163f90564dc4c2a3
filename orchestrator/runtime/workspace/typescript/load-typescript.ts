import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { hasCode } from '../../../common/errors/to-app-error.ts';
import { distPath } from '../../../common/package-root.ts';
import { reportSchema, type Report, type SourceKind } from './protocol.ts';

const DEADLINE_MS = 10_000;
const MEMORY_MB = 512;

/** What a workspace file sees of the environment: nothing that makes it mean something else on another machine, and no secret. */
const VARIABLES = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'TZ'];

/** What came of a workspace file in TypeScript. */
export interface Loaded {
  /** Every file that it consists of, by absolute path, with the fingerprint of what was read; empty: it was not read. */
  inputs: ReadonlyMap<string, string>;
  /** How it ended: what it exports, what is wrong, or why there is neither. */
  outcome: Exclude<Report, { inputs: unknown }> | { ended: string };
}

export interface LoadOptions {
  /** How long it may take, in real time. Default: 10 s. */
  deadlineMs?: number;
  /** How much memory it may use. Default: 512. */
  memoryMb?: number;
  /** Gives it up. */
  signal?: AbortSignal;
}

/**
 * Bundles a workspace file in TypeScript, with what it imports, and evaluates it, both in a process of its own: one that
 * never ends, ends itself or needs too much memory takes nothing else with it. What it prints goes to standard error.
 * @param file absolute path.
 */
export async function loadTypeScript(file: string, options: LoadOptions = {}): Promise<Loaded> {
  const folder = await mkdtemp(path.join(tmpdir(), 'colorteller-ts-'));
  try {
    const outfile = path.join(folder, 'workspace.mjs');
    return await load({ file, outfile, kind: 'workspace' }, options);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A file in TypeScript by its absolute path, and what its bundle is written to. */
export interface Source {
  file: string;
  outfile: string;
  kind: SourceKind;
}

/** As {@link loadTypeScript}, for a workspace or a program. */
export async function load(
  { file, outfile, kind }: Source,
  { deadlineMs = DEADLINE_MS, memoryMb = MEMORY_MB, signal }: LoadOptions,
): Promise<Loaded> {
  const folder = await mkdtemp(path.join(tmpdir(), 'colorteller-ts-'));
  const answer = path.join(folder, 'reports');
  let isOutOfMemory = false;
  let isTrace = false;
  /** What a runtime that dies says of itself is no word of the file. */
  const ownWords = function* (line: unknown) {
    isTrace ||= DEATH.test(String(line));
    isOutOfMemory ||= isTrace && String(line).includes('heap out of memory');
    if (!isTrace) yield line;
  };
  try {
    const {
      timedOut,
      exitCode,
      signal: killedBy,
    } = await execa(
      process.execPath,
      [
        `--max-old-space-size=${memoryMb}`,
        distPath('orchestrator/runtime/workspace/typescript/evaluate.js'),
        ...[file, outfile, answer, String(deadlineMs), kind],
      ],
      {
        cwd: path.dirname(file),
        extendEnv: false,
        env: Object.fromEntries(VARIABLES.map((name) => [name, process.env[name]])),
        stdin: 'ignore',
        stdout: 2,
        stderr: [ownWords, 'inherit'],
        buffer: false,
        timeout: deadlineMs,
        killSignal: 'SIGKILL',
        reject: false,
        ...(signal && { cancelSignal: signal }),
      },
    );
    const reports = await readReports(answer);
    const inputs = reports.flatMap((report) => ('inputs' in report ? report.inputs : []));
    const [outcome] = reports.flatMap((report) => ('inputs' in report ? [] : [report]));
    return {
      inputs: new Map(inputs),
      outcome: outcome ?? {
        ended: reasonOf(
          { timedOut, exitCode, signal: killedBy, isOutOfMemory },
          { kind, deadlineMs, memoryMb },
        ),
      },
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Where Node.js begins to tell of its own end. */
const DEATH = /^(----- Native stack trace -----|<--- Last few GCs --->|FATAL ERROR: )/;

/** One on each line; the last may be cut off where the process was killed. */
async function readReports(file: string): Promise<Report[]> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return '';
    throw error;
  });
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => reportSchema.parse(JSON.parse(line)));
}

/** How a process ended that reported nothing. */
interface Ended {
  timedOut: boolean;
  exitCode?: number | undefined;
  signal?: string | undefined;
  isOutOfMemory: boolean;
}

function reasonOf(
  { timedOut, exitCode, signal, isOutOfMemory }: Ended,
  { kind, deadlineMs, memoryMb }: { kind: SourceKind; deadlineMs: number; memoryMb: number },
): string {
  // The process ends itself by then, too.
  if (timedOut || signal === 'SIGKILL') {
    return `it did not end within ${deadlineMs / 1_000} s; look for a loop without end, or a wait for what never comes`;
  }
  if (isOutOfMemory) return `it needs more than ${memoryMb} MB of memory`;
  if (exitCode === NEVER_SETTLED) return 'it waits for a promise that nothing settles';
  return `it ended the process (${signal ?? `exit status ${String(exitCode)}`}); let it export the ${kind} instead`;
}

/** The exit status of Node.js where a top-level await can never go on. */
const NEVER_SETTLED = 13;

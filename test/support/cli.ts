import path from 'node:path';
import { createInterface } from 'node:readline';
import { execa } from 'execa';
import { z } from 'zod';
import type { StateView } from '../../orchestrator/control-plane/view/state-view.ts';
import { distPath } from '../../orchestrator/common/package-root.ts';
import {
  createControlClient,
  type ControlClient,
} from '../../scripts/cli/client/control-client.ts';
import { readContact } from '../../orchestrator/runtime/workspace/contact.ts';
import { runCli } from '../../scripts/cli/run-cli.ts';
import { capturedContext } from './captured-context.ts';
import { eventually } from './eventually.ts';
import { checkOutput } from './output-problems.ts';
import { scaled } from './deadlines.ts';

/** The compiled program. */
export const CLI = distPath('scripts/cli/cli.js');

export interface CliResult {
  exitCode: number | undefined;
  stdout: string;
  stderr: string;
}

/**
 * Runs one command line in this process, as `colorteller` would in a process of its own. Signals, terminals and
 * crashes need {@link spawnColorteller}. What it prints with `--json` has to fit its schema.
 */
export async function colorteller(
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<CliResult> {
  const { context, out, err } = capturedContext({ ...process.env, ...env });
  const exitCode = await runCli(args, context);
  checkOutput(args, out());
  return { exitCode, stdout: withoutLastNewline(out()), stderr: withoutLastNewline(err()) };
}

/** Runs the compiled CLI in a process of its own to its end, as a user's shell would. */
export async function spawnColorteller(
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<CliResult> {
  const { exitCode, stdout, stderr } = await execa(process.execPath, [CLI, ...args], {
    reject: false,
    stdin: 'ignore',
    env,
    timeout: scaled(100_000),
  });
  checkOutput(args, stdout);
  return { exitCode, stdout, stderr };
}

const withoutLastNewline = (text: string): string => text.replace(/\n$/, '');

/** Runs a command against the workspace of a running orchestrator. */
export function colortellerAt(up: RunningUp, ...args: string[]): Promise<CliResult> {
  return colorteller([...args, '--workspace', up.workspace]);
}

/** A running `colorteller up --json`. */
export interface RunningUp extends AsyncDisposable {
  url: string;
  workspace: string;
  client: ControlClient;
  /** Every line of stdout so far. */
  lines: string[];
  /** Asks it to end, as Ctrl-C does. */
  interrupt(): void;
  /** Resolves with the exit status, or null after SIGKILL. */
  ended: Promise<number | null>;
  /** What it wrote to stderr, once it has ended. */
  stderr: Promise<string>;
}

/** One that is a process of its own. */
export interface SpawnedUp extends RunningUp {
  pid: number;
  kill(signal: NodeJS.Signals): void;
}

const upArgs = (workspace: string, args: readonly string[]) => [
  ...['up', '--json', '--port', '0', '--workspace', workspace],
  ...args,
];

/** Starts `up` in this process; where it is killed by a signal: {@link spawnUp}. */
export async function startUp(
  workspace: string,
  args: readonly string[] = EMBEDDED,
  env: Record<string, string> = {},
): Promise<RunningUp> {
  const ending = new AbortController();
  const { context, stdout, err } = capturedContext({ ...process.env, ...env }, ending.signal);
  const running = runCli(upArgs(workspace, args), context);
  const interrupt = () => ending.abort();
  const up = await connect(workspace, stdout, running, running.then(err));
  return { ...up, interrupt, [Symbol.asyncDispose]: () => up.end(interrupt) };
}

/** Starts `up` in a process of its own. */
export async function spawnUp(
  workspace: string,
  args: readonly string[] = EMBEDDED,
  env: Record<string, string> = {},
): Promise<SpawnedUp> {
  const child = execa(process.execPath, [CLI, ...upArgs(workspace, args)], {
    reject: false,
    stdin: 'ignore',
    env,
    buffer: { stdout: false, stderr: true },
  });
  const kill = (signal: NodeJS.Signals) => void child.kill(signal);
  const interrupt = () => kill('SIGTERM');
  const ended = child.then(({ exitCode }) => exitCode ?? null);
  const stderr = child.then((result) => result.stderr);
  const up = await connect(workspace, child.stdout, ended, stderr);
  return {
    ...up,
    pid: child.pid ?? 0,
    kill,
    interrupt,
    [Symbol.asyncDispose]: () => up.end(interrupt),
  };
}

const readyLine = z.object({ ready: z.literal(true), url: z.string(), workspace: z.string() });

/** Waits for the ready line of an `up` that prints there. */
async function connect(
  workspace: string,
  stdout: NodeJS.ReadableStream,
  running: Promise<number | null>,
  stderr: Promise<string>,
) {
  const lines: string[] = [];
  createInterface({ input: stdout }).on('line', (line) => lines.push(line));
  let hasEnded = false;
  const ended = running.finally(() => (hasEnded = true));
  const failed = ended.then(async () => (lines.length === 0 ? await stderr : undefined));
  let failure: string | undefined;
  void failed.then((text) => (failure = text));
  const first = await eventually('the ready line of up', () => lines[0] ?? failure, 60_000);
  if (failure !== undefined) throw new Error(`up did not start: ${failure}`);
  const ready = readyLine.parse(JSON.parse(first));
  const contact = await readContact(path.resolve(workspace));
  return {
    url: ready.url,
    workspace: ready.workspace,
    client: createControlClient(ready.url, contact?.key ?? '', contact?.certificate),
    lines,
    ended,
    stderr,
    /** Ends it if it runs, and removes its regions. */
    end: async (interrupt: () => void) => {
      if (!hasEnded) interrupt();
      await ended;
      await colorteller(['down', '--workspace', workspace]);
      checkOutput(['up', '--json'], lines.join('\n'));
    },
  };
}

/** The parts that every machine has. */
export const EMBEDDED = ['--engine', 'embedded', '--runtime', 'process'] as const;

/** Colours by region, asked at the regions themselves. */
async function colorsOf(state: StateView): Promise<Record<string, string | null>> {
  const colors = await Promise.all(
    state.regions.map(async ({ name, url }) => {
      const answer = await fetch(`${url}/color`).catch(() => undefined);
      if (answer?.ok !== true) return [name, null] as const;
      return [name, ((await answer.json()) as { color: string }).color] as const;
    }),
  );
  return Object.fromEntries(colors);
}

/** Waits until both regions of the walkthrough answer these colours. */
export async function bothRegionsAnswer(
  client: ControlClient,
  west: string | null,
  central: string | null,
): Promise<void> {
  await regionsAnswer(client, { 'us-west1': west, 'us-central1': central });
}

/** Waits until exactly these regions answer these colours, in the order of the workspace file, and the log has it. */
export async function regionsAnswer(
  client: ControlClient,
  colors: Readonly<Record<string, string | null>>,
): Promise<void> {
  const expected = JSON.stringify(colors);
  let seen = '';
  await eventually(
    `${expected}, last seen ${seen}`,
    async () => {
      const state = await client.state();
      const known = state.regions.map(({ name, answered }) => [name, answered?.color ?? null]);
      seen = JSON.stringify(await colorsOf(state));
      const isKnown = JSON.stringify(Object.fromEntries(known)) === expected;
      return seen === expected && isKnown ? true : undefined;
    },
    60_000,
  ).catch((error: unknown) => {
    throw new Error(`expected ${expected}, last seen ${seen}`, { cause: error });
  });
}

/** Waits until no update runs and decided, applied and answered agree everywhere. */
export async function settled(client: ControlClient): Promise<StateView> {
  return eventually(
    'the loop at rest and the regions settled',
    async () => {
      const state = await client.state();
      const isIdle = state.stacks.every(({ loop }) => loop?.activity === 'idle' && loop.turns > 0);
      return isIdle && state.regions.every(({ isSettled }) => isSettled) ? state : undefined;
    },
    60_000,
  );
}

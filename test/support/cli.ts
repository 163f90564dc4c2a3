import path from 'node:path';
import { createInterface } from 'node:readline';
import { execa } from 'execa';
import type { StateView } from '../../orchestrator/control-plane/view/state-view.ts';
import { distPath } from '../../orchestrator/common/package-root.ts';
import {
  createControlClient,
  type ControlClient,
} from '../../scripts/cli/client/control-client.ts';
import { readContact } from '../../orchestrator/runtime/workspace/contact.ts';
import { eventually } from './eventually.ts';
import { checkOutput } from './output-problems.ts';

const CLI = distPath('scripts/cli/cli.js');

export interface CliResult {
  exitCode: number | undefined;
  stdout: string;
  stderr: string;
}

/** Runs the compiled CLI to its end, as a user's shell would; what it prints with `--json` has to fit its schema. */
export async function colorteller(
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<CliResult> {
  const { exitCode, stdout, stderr } = await execa(process.execPath, [CLI, ...args], {
    reject: false,
    stdin: 'ignore',
    env,
    timeout: 100_000,
  });
  checkOutput(args, stdout);
  return { exitCode, stdout, stderr };
}

/** Runs a command against the workspace of a running orchestrator. */
export function colortellerAt(up: RunningUp, ...args: string[]): Promise<CliResult> {
  return colorteller([...args, '--workspace', up.workspace]);
}

/** `colorteller up --json` in a process of its own. */
export interface RunningUp extends AsyncDisposable {
  url: string;
  pid: number;
  workspace: string;
  client: ControlClient;
  /** Every line of stdout so far. */
  lines: string[];
  kill(signal: NodeJS.Signals): void;
  /** Resolves with the exit code, or null after a signal. */
  ended: Promise<number | null>;
  /** What it wrote to stderr, once it has ended. */
  stderr: Promise<string>;
}

export async function startUp(
  workspace: string,
  args: readonly string[] = EMBEDDED,
  env: Record<string, string> = {},
): Promise<RunningUp> {
  const child = execa(
    process.execPath,
    [CLI, 'up', '--json', '--port', '0', '--workspace', workspace, ...args],
    { reject: false, stdin: 'ignore', env, buffer: { stdout: false, stderr: true } },
  );
  const lines: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
  let code: number | null | undefined;
  const ended = child.then(({ exitCode, stderr }) => {
    code = exitCode ?? null;
    if (lines.length === 0) lines.push(JSON.stringify({ failed: stderr }));
    return code;
  });
  const first = await eventually('the ready line of up', () => lines[0], 60_000);
  const ready = JSON.parse(first) as {
    ready?: true;
    url: string;
    workspace: string;
    failed?: string;
  };
  if (ready.ready !== true) throw new Error(`up did not start: ${first}`);
  const contact = await readContact(path.resolve(workspace));
  return {
    url: ready.url,
    pid: child.pid ?? 0,
    workspace: ready.workspace,
    client: createControlClient(ready.url, contact?.key ?? '', contact?.certificate),
    lines,
    kill: (signal) => void child.kill(signal),
    ended,
    stderr: child.then((result) => result.stderr),
    [Symbol.asyncDispose]: async () => {
      if (code === undefined) child.kill('SIGTERM');
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

/** Waits until the regions tell these colours, west first. */
export async function regionsTell(
  client: ControlClient,
  west: string | null,
  central: string | null,
): Promise<void> {
  await regionsAnswer(client, { 'us-west1': west, 'us-central1': central });
}

/** Waits until exactly these regions are there and tell these colours, in the order of the workspace file, and the log knows. */
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

import type { PulumiCommand } from '@pulumi/pulumi/automation/index.js';
import { execa } from 'execa';
import type { Clock } from '../../../orchestrator/common/clock.ts';
import { type CommandResult, createCommandError } from '../pulumi-internals.ts';
import { AppError } from '../../../orchestrator/common/errors/app-error.ts';
import { isOlder, parseVersion } from '../../../orchestrator/common/version.ts';
import { MINIMUM_PULUMI_VERSION } from '../../toolchain/find-pulumi.ts';

/** What the Automation API calls on a command; its type declarations leave `run` out. */
type Run = (
  args: string[],
  cwd: string,
  env: Record<string, string>,
  onOutput?: (text: string) => void,
  onError?: (text: string) => void,
  signal?: AbortSignal,
) => Promise<CommandResult>;

export interface PulumiCommandOptions {
  cli: PulumiCli;
  /** The whole environment of the CLI, apart from what the Automation API adds. */
  env: Readonly<Record<string, string>>;
  clock: Clock;
}

/** How long the CLI may take to end after SIGINT, when it lets the steps under way finish, and after SIGTERM. */
const GRACE_MS = { SIGINT: 10_000, SIGTERM: 5_000 };

/**
 * The CLI as the Automation API runs it, in a process group of its own: an abort interrupts it, and ends the whole
 * group when it does not end by itself. Queries that the API makes after every update, whose answers are unused,
 * start no process: they took a third of an update's time.
 */
export function createPulumiCommand(options: PulumiCommandOptions): PulumiCommand {
  const { cli, env, clock } = options;
  const run: Run = async (args, cwd, added, onOutput, onError, signal) => {
    const cannedAnswer = answerOf(args);
    if (cannedAnswer !== undefined) return cannedAnswer;
    signal?.throwIfAborted();
    const child = execa(cli.command, [...args, '--non-interactive', '--color', 'never'], {
      cwd,
      env: { ...env, ...added, PULUMI_AUTOMATION_API: 'true' },
      extendEnv: false,
      stdin: 'ignore',
      detached: true,
      reject: false,
    });
    child.stdout.on('data', (data: Buffer) => onOutput?.(data.toString()));
    child.stderr.on('data', (data: Buffer) => onError?.(data.toString()));
    const over = new AbortController();
    const interrupt = () => void endGroup(child.pid, clock, over.signal);
    signal?.addEventListener('abort', interrupt, { once: true });
    try {
      const { stdout, stderr, exitCode, shortMessage = '' } = await child;
      if (exitCode === 0) return { stdout, stderr, code: 0 };
      throw failed({ stdout, stderr: stderr || shortMessage, code: exitCode ?? -2 });
    } finally {
      over.abort();
      signal?.removeEventListener('abort', interrupt);
    }
  };
  const version = { toString: () => cli.version };
  return { command: cli.command, version, run } as unknown as PulumiCommand;
}

/** The SDK's error takes its message from the result's text. */
function failed(result: CommandResult): Error {
  return createCommandError(Object.assign(result, { toString: () => result.stderr }));
}

/** The outputs are those that the program returned, and the changes came as events. */
function answerOf([first, second]: string[]): CommandResult | undefined {
  if (first !== 'stack') return undefined;
  if (second === 'output') return { stdout: '{}', stderr: '', code: 0 };
  return second === 'history' ? { stdout: '[]', stderr: '', code: 0 } : undefined;
}

/** SIGINT to the CLI alone, since its plugins must outlive the steps under way; then the rest, harder and harder. */
async function endGroup(pid: number | undefined, clock: Clock, over: AbortSignal): Promise<void> {
  if (pid === undefined) return;
  try {
    send(pid, 'SIGINT');
    await clock.sleep(GRACE_MS.SIGINT, over);
    send(-pid, 'SIGTERM');
    await clock.sleep(GRACE_MS.SIGTERM, over);
    send(-pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  process.kill(pid, signal);
}

/** A Pulumi CLI to run. */
export interface PulumiCli {
  /** Absolute path. */
  command: string;
  version: string;
}

/** @throws AppError PULUMI_TOO_OLD with what was found and what is needed. */
export function requirePulumi({ command, version }: PulumiCli): void {
  const found = parseVersion(version);
  if (found !== undefined && !isOlder(found, MINIMUM_PULUMI_VERSION)) return;
  throw new AppError(
    'PULUMI_TOO_OLD',
    `The Pulumi CLI at ${command} is v${version}; v${MINIMUM_PULUMI_VERSION} or newer is needed.`,
    {
      action: 'Run: npx colorteller setup',
      details: { command, version, minimum: MINIMUM_PULUMI_VERSION },
    },
  );
}

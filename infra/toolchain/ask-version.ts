import { execa } from 'execa';
import { parseVersion } from '../../orchestrator/common/version.ts';

const TIMEOUT_MS = 10_000;

export type VersionAnswer = { version: string } | { problem: string };

export interface VersionQuestion {
  command: string;
  args: string[];
  env: NodeJS.ProcessEnv;
}

/** Runs a program to get its version (deadline 10 s); a program that does not run or names none is a `problem`. */
export async function askVersion({ command, args, env }: VersionQuestion): Promise<VersionAnswer> {
  const result = await execa(command, args, {
    env,
    extendEnv: false,
    stdin: 'ignore',
    timeout: TIMEOUT_MS,
    reject: false,
  });
  if (result.timedOut) return { problem: `it did not answer within ${TIMEOUT_MS / 1000} s` };
  if (result.exitCode === undefined)
    return { problem: `it does not run (${result.originalMessage ?? 'no reason given'})` };
  const line = lastLine(result.stderr) || lastLine(result.stdout);
  if (result.exitCode !== 0)
    return { problem: `it ends with status ${result.exitCode}${line && `: ${line}`}` };
  const version = parseVersion(result.stdout);
  return version === undefined
    ? { problem: `it names no version, it says "${line}"` }
    : { version };
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}

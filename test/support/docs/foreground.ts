import { execa } from 'execa';
import { eventually } from '../eventually.ts';
import { blockFailure, type CommandBlock } from './command-block.ts';

/** Where commands run. */
export interface Surroundings {
  cwd: string;
  env: Readonly<Record<string, string>>;
}

/** A command that goes on in a terminal of its own. */
export interface Foreground {
  /** What it printed before it could be used. */
  output: string;
  /** Ctrl-C, and its end. @throws Error where it ends otherwise. */
  interrupt: () => Promise<void>;
}

/** Commands that stay in the foreground until Ctrl-C, and what they print once they can be used. */
const COMMANDS: readonly { command: RegExp; ready?: RegExp }[] = [
  { command: /\bcolorteller up\b(?!.*--help)/, ready: / is ready at / },
  { command: /\bcolorteller lab start\b/, ready: /colorteller lab check/ },
  { command: /\bcolorteller workshop\b(?!.*export)/, ready: /https?:\/\// },
  { command: /\bcolorteller webhooks record\b/, ready: /https?:\/\// },
  { command: /\bcolorteller .*--(?:watch|follow)\b/ },
];

/** Of a program that ended by Ctrl-C. */
const INTERRUPTED = 130;
const TIMEOUT_MS = 120_000;

/** Whether a block goes on until Ctrl-C. */
export function staysInForeground(text: string): boolean {
  return COMMANDS.some(({ command }) => command.test(text));
}

/** Starts the one command of a block, and waits until it can be used. */
export async function startInForeground(
  block: CommandBlock,
  script: string,
  surroundings: Surroundings,
): Promise<Foreground> {
  const ready = COMMANDS.find(({ command }) => command.test(script))?.ready;
  const child = execa('bash', ['-euo', 'pipefail', '-c', `exec env ${script}`], {
    ...surroundings,
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
    all: true,
    buffer: false,
  });
  let output = '';
  let isOver = false;
  child.all.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const ended = child.then(({ exitCode, signal }) => {
    isOver = true;
    return signal === 'SIGINT' ? INTERRUPTED : exitCode;
  });
  const interrupt = async () => {
    child.kill('SIGINT');
    const exitCode = await ended;
    if (exitCode === 0 || exitCode === INTERRUPTED) return;
    throw blockFailure(block, `ended with ${String(exitCode)} instead of by Ctrl-C`, output);
  };
  const look = () => {
    if (isOver) return 'over';
    return ready === undefined || ready.test(output) ? 'ready' : undefined;
  };
  const became = await eventually('it ready', look, TIMEOUT_MS).catch(String);
  if (became === 'ready') return { output, interrupt };
  child.kill('SIGINT');
  await ended;
  throw blockFailure(block, `did not stay in the foreground: ${became}`, output);
}

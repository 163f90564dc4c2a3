import { createInterface } from 'node:readline';
import path from 'node:path';
import { execa } from 'execa';
import type { Lab } from '../../scripts/teaching/labs/catalog.ts';
import { CLI, EMBEDDED } from './cli.ts';
import { eventually } from './eventually.ts';
import { checkOutput } from './output-problems.ts';
import { tempFolder } from './temp-folder.ts';

/** What was printed on both streams, as a person sees it. */
interface Seen {
  exitCode: number | undefined;
  output: string;
}

/** `colorteller lab start` in one terminal, and another terminal in the same folder. */
export interface RunningLab extends AsyncDisposable {
  /** Folder that both terminals are in. */
  folder: string;
  pid: number;
  /** Resolves with the exit code, or null after a signal. */
  ended: Promise<number | null>;
  /** Types a script in the other terminal. */
  type(script: string): Promise<Seen>;
}

/** Starts a lab as an attendee would; it is ready when this resolves. */
export async function startLab(
  lab: Pick<Lab, 'name'>,
  args: readonly string[] = EMBEDDED,
  given?: string,
): Promise<RunningLab> {
  const own = await tempFolder();
  const folder = given ?? own.path;
  const env = { XDG_CONFIG_HOME: path.join(own.path, 'config') };
  const child = execa(
    process.execPath,
    [CLI, 'lab', 'start', lab.name, '--json', '--port', '0', ...args],
    { reject: false, stdin: 'ignore', cwd: folder, env, buffer: { stdout: false, stderr: true } },
  );
  const lines: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
  const ended = child.then(({ exitCode, stderr }) => {
    if (lines.length === 0) lines.push(stderr);
    return exitCode ?? null;
  });
  const first = await eventually('the ready line of the lab', () => lines[0], 150_000);
  if (!first.startsWith('{"ready":true')) throw new Error(`the lab did not start: ${first}`);
  return {
    folder,
    pid: child.pid ?? 0,
    ended,
    type: async (script) => {
      const { exitCode, all } = await execa(
        'sh',
        ['-c', `npx() { shift; "${process.execPath}" "${CLI}" "$@"; }\n${script}`],
        { reject: false, stdin: 'ignore', cwd: folder, env, all: true, timeout: 100_000 },
      );
      return { exitCode, output: all };
    },
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGINT');
      await ended;
      checkOutput(['lab', 'start', '--json'], lines.join('\n'));
      await own[Symbol.asyncDispose]();
    },
  };
}

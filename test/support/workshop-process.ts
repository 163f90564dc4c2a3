import path from 'node:path';
import { createInterface } from 'node:readline';
import { execa } from 'execa';
import { distPath } from '../../orchestrator/common/package-root.ts';
import type { WorkshopReady } from '../../scripts/cli/outputs/running.ts';
import { EMBEDDED } from './cli.ts';
import { eventually } from './eventually.ts';
import { tempFolder } from './temp-folder.ts';

/** `colorteller workshop --json` in a process of its own, on free ports; disposing of it is a Ctrl-C. */
export async function runWorkshop(): Promise<WorkshopReady & AsyncDisposable> {
  const folder = await tempFolder();
  const where = ['--port', '0', '--lab-port', '0', '--workspace', path.join(folder.path, 'lab')];
  const child = execa(
    process.execPath,
    [distPath('scripts/cli/cli.js'), 'workshop', '--json', ...where, ...EMBEDDED],
    {
      reject: false,
      stdin: 'ignore',
      env: { XDG_CONFIG_HOME: folder.path },
      buffer: { stdout: false, stderr: true },
    },
  );
  const lines: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
  const first = await eventually('the ready line of the workshop', () => lines[0], 60_000);
  return {
    ...(JSON.parse(first) as WorkshopReady),
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGINT');
      const { exitCode, stderr } = await child;
      await folder[Symbol.asyncDispose]();
      if (exitCode !== 130) throw new Error(`the workshop ended with ${exitCode}: ${stderr}`);
    },
  };
}

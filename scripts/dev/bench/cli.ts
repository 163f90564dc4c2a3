import { execa } from 'execa';
import { distPath } from '../../../orchestrator/common/package-root.ts';
import { startHarness } from '../../testing/index.ts';
import type { BenchGroup } from './bench-context.ts';
import { figure } from './figure.ts';

const RUNS = 11;
const MOST_TIMES_NODE = 2.5;
const MOST_MB = 70;
/** Prints, as a process ends, its largest resident set in KB. */
const MEASURE = `data:text/javascript,process.on('exit', () => process.stderr.write('\\n' + process.resourceUsage().maxRSS))`;
const CLI = distPath('scripts/cli/cli.js');

/** What it takes to start the command line, against Node.js that does nothing. */
export const cliBench: BenchGroup = async ({ progress }) => {
  progress('cli: --help, and status of a running orchestrator and of none');
  await using harness = await startHarness();
  const commands = {
    '--help': [CLI, '--help'],
    status: [CLI, 'status', '--workspace', harness.workspace],
    'status of none': [CLI, 'status', '--workspace', '/nowhere'],
  };
  const figures = [];
  for (const [name, args] of Object.entries(commands)) {
    const baseline: Run[] = [];
    const runs: Run[] = [];
    for (let run = 0; run < RUNS; run += 1) {
      baseline.push(await measure(['-e', '0']));
      runs.push(await measure(args));
    }
    const ms = (all: readonly Run[]) => all.map((run) => run.ms);
    figures.push(
      figure({
        group: 'cli',
        name,
        samples: ms(runs),
        baseline: ms(baseline),
        goal: MOST_TIMES_NODE,
      }),
      figure({
        group: 'cli',
        name: `${name}, memory`,
        unit: 'MB',
        samples: runs.map(({ mb }) => mb),
        goal: MOST_MB,
      }),
    );
  }
  return figures;
};

interface Run {
  ms: number;
  mb: number;
}

async function measure(args: readonly string[]): Promise<Run> {
  const startedAt = performance.now();
  const { stderr } = await execa(process.execPath, ['--import', MEASURE, ...args], {
    reject: false,
    stdin: 'ignore',
  });
  const ms = performance.now() - startedAt;
  return { ms, mb: Number(stderr.split('\n').at(-1)) / 1024 };
}

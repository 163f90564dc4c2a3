import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { AppError } from '../../../orchestrator/common/errors/app-error.ts';
import { distPath } from '../../../orchestrator/common/package-root.ts';
import { realClock } from '../../../orchestrator/common/real-clock.ts';
import { freePorts } from '../../testing/free-ports.ts';
import type { BenchContext, BenchGroup } from './bench-context.ts';
import { figure, type Figure } from './figure.ts';
import { readUsage } from './process-usage.ts';
import { contendersHere, type BenchCell } from './router-contenders.ts';
import { runLoad, type LoadResult } from './router-load.ts';

const ROUNDS = 5;
const CELLS = [
  { name: 'canary', weight: 5 },
  { name: 'early', weight: 25 },
  { name: 'rest', weight: 70 },
];
/** As much as goes through. */
const FULL = { connections: 32, durationMs: 1_500 };
/** What leaves the processors time, so that a latency is no queue. */
const LIGHT = { connections: 2, durationMs: 1_000 };

const MOST_MS_ABOVE_BARE = 1;
const MOST_MB = 80;

/** One program that was put under load, with a sample of each round. */
interface Measured {
  name: string;
  port: number;
  pid: number;
  full: LoadResult[];
  light: LoadResult[];
}

/** What the router costs: three regions asked through it, directly, and through others with the same weights. */
export const routerBench: BenchGroup = async (context) => {
  const folder = await mkdtemp(path.join(tmpdir(), 'colorteller-bench-'));
  await using programs = new Programs();
  try {
    return await measure(context, folder, programs);
  } finally {
    await programs[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  }
};

async function measure(context: BenchContext, folder: string, programs: Programs) {
  const contenders = await contendersHere();
  const ports = await freePorts(CELLS.length + contenders.length, { from: 14_000, to: 16_000 });
  const cells = CELLS.map((cell): BenchCell => ({ ...cell, port: ports.shift() ?? 0 }));
  for (const cell of cells) await startRegion(programs, folder, cell);
  const measured: Measured[] = [
    { name: 'bare', port: cells.at(-1)?.port ?? 0, pid: 0, full: [], light: [] },
  ];
  for (const { name, start } of contenders) {
    const own = path.join(folder, name);
    await mkdir(own);
    const port = ports.shift() ?? 0;
    const pid = await programs.start(await start(own, port, cells), port);
    measured.push({ name, port, pid, full: [], light: [] });
  }
  for (const { port } of measured) await runLoad(port, FULL);
  for (let round = 0; round < ROUNDS; round += 1) {
    context.progress(
      `router: ${measured.map(({ name }) => name).join(', ')}, ${round + 1} of ${ROUNDS}`,
    );
    for (const { port, full, light } of measured) {
      full.push(await runLoad(port, FULL));
      light.push(await runLoad(port, LIGHT));
    }
  }
  return figures(measured);
}

async function figures(measured: readonly Measured[]): Promise<Figure[]> {
  const [bare, router, ...others] = measured;
  if (bare === undefined || router === undefined) return [];
  const group = 'router';
  const perSecond = ({ full }: Measured) => full.map((load) => load.perSecond);
  const p50 = ({ light }: Measured) => light.map((load) => load.p50Ms);
  const p99 = ({ light }: Measured) => light.map((load) => load.p99Ms);
  const usage = await readUsage(router.pid);
  const bareMs = p50(bare);
  return [
    figure({
      group,
      name: 'p50 above the bare region',
      samples: p50(router).map((ms, round) => ms - (bareMs[round] ?? 0)),
      goal: MOST_MS_ABOVE_BARE,
    }),
    figure({ group, name: 'p50', samples: p50(router), baseline: bareMs }),
    figure({ group, name: 'p99', samples: p99(router), baseline: p99(bare) }),
    figure({
      group,
      name: 'requests',
      unit: 'per s',
      samples: perSecond(router),
      baseline: perSecond(bare),
    }),
    ...others.flatMap((other) => [
      figure({
        group,
        name: `requests, bare: ${other.name}`,
        unit: 'per s',
        samples: perSecond(router),
        baseline: perSecond(other),
        ...(other.name === 'http-proxy-middleware' ? { goal: 1 } : {}),
      }),
      figure({
        group,
        name: `p99, bare: ${other.name}`,
        samples: p99(router),
        baseline: p99(other),
      }),
    ]),
    ...(usage === undefined
      ? []
      : [figure({ group, name: 'memory', unit: 'MB', samples: [usage.memoryMb], goal: MOST_MB })]),
  ];
}

async function startRegion(programs: Programs, folder: string, { name, port }: BenchCell) {
  const file = path.join(folder, `${name}.json`);
  await writeFile(file, JSON.stringify({ color: 'blue', release: null, configVersion: 1 }));
  const variables = [`PORT=${port}`, `CONFIG_FILE=${file}`, 'REGION=us-west1', 'LOG_LEVEL=silent'];
  const main = distPath('services/colorteller/main.js');
  await programs.start(['env', ...variables, process.execPath, main], port);
}

/** Programs of this run; they end with it. */
class Programs implements AsyncDisposable {
  readonly #running: ReturnType<typeof spawn>[] = [];

  /** @returns its process id once it answers with a colour */
  async start([command = '', ...args]: string[], port: number): Promise<number> {
    const child = spawn(command, args);
    this.#running.push(child);
    for (;;) {
      const answer = await fetch(`http://127.0.0.1:${port}/color`).catch(() => undefined);
      if (answer?.ok === true) return child.pid ?? 0;
      if (child.exitCode !== null) {
        throw new AppError('INTERNAL', `${command} did not start: ${(await child).stderr}`);
      }
      await realClock.sleep(20);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const child of this.#running) child.kill();
    await Promise.all(this.#running);
  }
}

const spawn = (command: string, args: readonly string[]) =>
  execa(command, args, { reject: false, stdin: 'ignore', stdout: 'ignore' });
